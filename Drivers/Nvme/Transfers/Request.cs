using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Something to await that is used again and again. Its continuation runs on the thread pool, as part of the work item that this
/// object is, so that awaiting allocates nothing. Awaited once per use, as every <see cref="ValueTask"/>.
/// </summary>
internal abstract class Request : CommandOwner, IValueTaskSource<BlockStatus>
{
    private const int Running = 0;
    private const int Awaited = 1;
    private const int Finished = 2;

    // Keeps the continuation and the context it belongs to, and detects double awaits. It learns of the end only after a continuation
    // was registered, and never has one registered after the end: then it would allocate a work item of its own.
    private ManualResetValueTaskSourceCore<BlockStatus> _awaiter;
    private BlockStatus _status;
    private Exception? _exception;
    private int _meeting;
    private bool _isAnnouncing;

    /// <summary>The result as something to await.</summary>
    protected ValueTask<BlockStatus> Task => new(this, _awaiter.Version);

    /// <summary>Makes the object ready for its next use.</summary>
    protected void Reset()
    {
        _awaiter.Reset();
        _exception = null;
        _meeting = Running;
    }

    /// <summary>Hands the result out. If somebody awaits already, their code runs now: on the thread pool only. Nothing of the object may be touched after.</summary>
    /// <param name="status">The result.</param>
    /// <param name="exception">What the awaiting code gets instead; null: nothing.</param>
    protected void Finish(BlockStatus status, Exception? exception)
    {
        _status = status;
        _exception = exception;
        if (Interlocked.Exchange(ref _meeting, Finished) == Awaited)
        {
            _awaiter.SetResult(status);
        }
    }

    /// <summary>Goes on with the work, on the thread pool.</summary>
    protected abstract void Continue();

    /// <summary>The result was fetched: the object may be used again.</summary>
    protected abstract void Recycle();

    /// <inheritdoc/>
    public sealed override void Execute()
    {
        if (_isAnnouncing)
        {
            _isAnnouncing = false;
            _awaiter.SetResult(_status);
            return;
        }

        Continue();
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token)
    {
        CheckToken(token);
        if (Volatile.Read(ref _meeting) != Finished)
        {
            return ValueTaskSourceStatus.Pending;
        }

        return _exception switch
        {
            null => ValueTaskSourceStatus.Succeeded,
            OperationCanceledException => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Faulted,
        };
    }

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        // Registered first: who finishes after the exchange finds it.
        _awaiter.OnCompleted(continuation, state, token, flags);
        if (Interlocked.CompareExchange(ref _meeting, Awaited, Running) == Finished)
        {
            // Finished in between. The caller's stack is no place for the continuation.
            _isAnnouncing = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public BlockStatus GetResult(short token)
    {
        CheckToken(token);
        if (Volatile.Read(ref _meeting) != Finished)
        {
            ThrowAwaitedEarly();
        }

        BlockStatus status = _status;
        Exception? exception = _exception;
        Recycle();
        if (exception is not null)
        {
            ThrowStored(exception);
        }

        return status;
    }

    private void CheckToken(short token)
    {
        if (token != _awaiter.Version)
        {
            ThrowAwaitedTwice();
        }
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowStored(Exception exception) => ExceptionDispatchInfo.Throw(exception);

    [DoesNotReturn]
    private static void ThrowAwaitedTwice() => throw new InvalidOperationException("A request is awaited once; this one has been.");

    [DoesNotReturn]
    private static void ThrowAwaitedEarly() => throw new InvalidOperationException("The request has not ended; await it.");
}
