using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <content>What happens when a part fails: it is sent again with all that come after it, or its status becomes the transfer's.</content>
internal sealed partial class Transfer
{
    // Never leaves this class.
    private static readonly BlockStatus s_postponed = new((BlockError)byte.MaxValue, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Judge(int index, CommandResult result)
    {
        ulong block = BlockOf(index);
        if (block > _failedBlock)
        {
            // It has got on since.
            _tries = 0;
        }

        _failedBlock = block;
        long delay = _disk.Core.Retries.Decide(result, ref _tries);
        if (delay == RetryPolicy.Never)
        {
            _status = BlockStatuses.Of(result);
            return;
        }

        // From this part on, those behind it too: to do what was done is harmless, and a request that goes on where it failed is simple.
        _block = block;
        _buffers = _parts[index].Buffers;
        _isFlushDue = _opcode == NvmOpcode.Flush;
        _delay = delay;
        _status = s_postponed;
    }

    private ulong BlockOf(int index)
    {
        int bytes = 0;
        for (int later = index; later < _partCount; later++)
        {
            bytes += _parts[later].Length;
        }

        return _block - (ulong)(bytes / _disk.BlockBytes);
    }

    // On the caller's thread.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryWaitForRetry()
    {
        if (_status != s_postponed)
        {
            return false;
        }

        _status = BlockStatus.Success;
        if (_delay > 0)
        {
            _disk.Core.Hardware.Clock.Delay(_delay);
        }

        return true;
    }

    // On the thread pool, whose threads are not there to wait. After a return of true the object may have ended already.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPostpone()
    {
        if (_status != s_postponed)
        {
            return false;
        }

        _status = BlockStatus.Success;
        _awaits = Awaited.Time;
        _disk.Core.Delays.Add(_delay, this);
        return true;
    }
}
