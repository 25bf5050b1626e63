using System;
using CosmosNvme.Nvme.Simulator;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Makes the simulated controller answer at random: registers, Identify data, completions, doorbells, interrupts. Each kind of lie is
/// on or off and has its own rate, so that some runs get far before something is wrong.
/// </summary>
internal sealed class HostileDevice
{
    private readonly Random _random;
    private readonly Rig _rig;

    private HostileDevice(Rig rig, Random random)
    {
        _rig = rig;
        _random = random;
    }

    /// <summary>
    /// True once the device may have declared a command complete that it was still to execute: it named another one's id, or
    /// repeated itself. No driver can tell, so such a device reaches memory that is no longer its own.
    /// </summary>
    internal bool MayHaveConfusedCommands { get; private set; }

    /// <summary>Turns the rig's device hostile.</summary>
    internal static HostileDevice Corrupt(Rig rig, Random random)
    {
        HostileDevice hostile = new(rig, random);
        hostile.CorruptCapabilities();
        hostile.CorruptRegisters();
        hostile.CorruptAdminData();
        hostile.CorruptCompletions();
        hostile.CorruptDoorbells();
        hostile.CorruptInterrupts();
        hostile.CorruptEvents();
        return hostile;
    }

    // True in one of so many runs.
    private bool Sometimes(int oneIn) => _random.Next(oneIn) == 0;

    // How often it strikes within a run: always, or up to once in a hundred.
    private Func<bool> Rate()
    {
        int oneIn = Sometimes(4) ? 1 : _random.Next(2, 100);
        return () => _random.Next(oneIn) == 0;
    }

    private void CorruptCapabilities()
    {
        SimulatedController device = _rig.Device;
        if (Sometimes(4))
        {
            device.Capabilities = (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
        }
        else if (Sometimes(3))
        {
            device.Capabilities ^= 1ul << _random.Next(64);
        }

        device.WindowLength = Sometimes(6) ? 0x1000u + (uint)(_random.Next(0x800) * 4) : device.WindowLength;
        device.QueuePairs = Sometimes(4) ? _random.Next(1, 65536) : device.QueuePairs;
        device.ReadyTimeouts = (uint)_random.Next();
        device.NeverReady = Sometimes(40);
        device.NeverDisabled = Sometimes(20);
        device.NeverShutDown = Sometimes(10);
    }

    private void CorruptRegisters()
    {
        if (!Sometimes(4))
        {
            return;
        }

        Func<bool> strikes = Rate();
        bool isAllOnes = Sometimes(2);
        _rig.Device.Faults.OnRegisterRead = (_, value) => strikes() ? isAllOnes ? uint.MaxValue : (uint)_random.Next(int.MinValue, int.MaxValue) : value;
    }

    private void CorruptAdminData()
    {
        if (!Sometimes(2))
        {
            return;
        }

        Func<bool> strikes = Rate();
        int bytes = Sometimes(2) ? 4096 : _random.Next(1, 64);
        _rig.Device.Faults.OnAdminData = (_, data) =>
        {
            for (int count = 0; strikes() && count < bytes; count++)
            {
                data[bytes == 4096 ? count : _random.Next(data.Length)] = (byte)_random.Next(256);
            }
        };
    }

    private void CorruptCompletions()
    {
        Func<bool> strikes = Sometimes(3) ? () => false : Rate();
        bool sparesAdmin = Sometimes(2);
        _rig.Device.OnCompletion = (command, completion) =>
        {
            if ((sparesAdmin && command.IsAdmin) || !strikes())
            {
                return;
            }

            int lie = _random.Next(10);
            MayHaveConfusedCommands |= lie is 0 or 1 or 4;
            switch (lie)
            {
                case 0:
                    completion.CommandId = (ushort)_random.Next(65536);
                    break;
                case 1:
                    completion.CommandId = (ushort)_random.Next(20);
                    break;
                case 2:
                    completion.SubmissionQueueId = (ushort)_random.Next(65536);
                    break;
                case 3:
                    completion.SubmissionHead = (ushort)_random.Next(65536);
                    break;
                case 4:
                    completion.Times = _random.Next(4);
                    break;
                case 5:
                    completion.HasOldPhase = true;
                    break;
                case 6:
                    completion.Result = (uint)_random.Next(int.MinValue, int.MaxValue);
                    break;
                default:
                    completion.Status = (ushort)_random.Next(0x8000);
                    break;
            }
        };
        if (Sometimes(3))
        {
            _rig.Device.Faults.OnCommand(_ => true).After(_random.Next(40)).Does(device => device.IsGone |= Sometimes(20));
        }

        if (Sometimes(3))
        {
            _rig.Device.Faults.OnCommand(_ => true).After(_random.Next(40)).Does(device => device.IsFatal |= Sometimes(20));
        }

        if (Sometimes(2))
        {
            _rig.Device.SetLatency(_random.Next(), 0, _random.NextInt64(1, 10_000_000_000));
        }
    }

    private void CorruptDoorbells()
    {
        if (Sometimes(5))
        {
            Func<bool> strikes = Rate();
            _rig.Device.Faults.IgnoresDoorbell = _ => strikes();
        }
    }

    private void CorruptInterrupts()
    {
        if (Sometimes(3))
        {
            _rig.Device.Interrupts.LosesNext = _random.Next(100);
        }

        if (Sometimes(3) && _rig.Device.Lines.Count > 0)
        {
            for (int count = 0; count < 20; count++)
            {
                _rig.Device.Faults.After(_random.NextInt64(100_000_000_000), device => device.Interrupts.RaiseSpurious(_random.Next(device.Lines.Count)));
            }
        }
    }

    // Events of kinds that there are and of kinds that there are not; their log pages are corrupted like all data.
    private void CorruptEvents()
    {
        _rig.Device.EventLimit = (byte)_random.Next(256);
        if (Sometimes(2))
        {
            for (int count = _random.Next(1, 200); count > 0; count--)
            {
                AsynchronousEvent happening = new(_random.Next(8), _random.Next(256), _random.Next(4) == 0 ? _random.Next(256) : _random.Next(1, 5));
                _rig.Device.Faults.After(_random.NextInt64(60_000_000_000), device => device.Events.Report(happening));
            }
        }
    }
}
