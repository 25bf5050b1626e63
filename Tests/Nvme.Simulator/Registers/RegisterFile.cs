using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>The registers and what reading and writing them does. NVMe Base 1.4 §3.1. Under the controller's lock.</summary>
internal sealed class RegisterFile(SimulatedController device)
{
    private const uint AllOnes = uint.MaxValue;
    private const uint SubsystemResetKey = 0x4e56_4d65;

    private const uint Enable = 1;
    private const uint ShutdownMask = 3 << 14;
    private const uint FatalStatus = 1 << 1;
    private const uint ShutdownOccurring = 1 << 2;
    private const uint ShutdownComplete = 2 << 2;
    private const uint SubsystemWasReset = 1 << 4;

    private readonly List<string> _writes = [];
    private uint _adminAttributes;
    private ulong _adminSubmission;
    private ulong _adminCompletion;
    private bool _subsystemWasReset;
    private int _looksLeft;
    private long _enableChanged;

    internal uint Configuration { get; set; }

    internal bool IsReady { get; set; }

    internal bool IsFatal { get; set; }

    internal bool WasShutDown { get; set; }

    internal IReadOnlyList<string> Writes => _writes;

    /// <summary>Bytes of a memory page, by CC.MPS.</summary>
    internal int PageBytes => 4096 << (int)Bits(Configuration, 7, 4);

    /// <summary>True if commands are processed.</summary>
    internal bool IsRunning => IsEnabled && !IsFatal;

    private bool IsEnabled => (Configuration & Enable) != 0;

    internal uint Read(uint offset)
    {
        if (device.IsGone)
        {
            return AllOnes;
        }

        uint value = offset switch
        {
            RegisterMap.Capabilities => (uint)device.Capabilities,
            RegisterMap.Capabilities + 4 => (uint)(device.Capabilities >> 32),
            RegisterMap.Version => device.Version,
            RegisterMap.InterruptMaskSet or RegisterMap.InterruptMaskClear => device.Interrupts.Mask,
            RegisterMap.Configuration => Configuration,
            RegisterMap.Status => ReadStatus(),
            RegisterMap.AdminQueueAttributes => _adminAttributes,
            RegisterMap.AdminSubmissionQueue => (uint)_adminSubmission,
            RegisterMap.AdminSubmissionQueue + 4 => (uint)(_adminSubmission >> 32),
            RegisterMap.AdminCompletionQueue => (uint)_adminCompletion,
            RegisterMap.AdminCompletionQueue + 4 => (uint)(_adminCompletion >> 32),
            RegisterMap.MemoryBufferLocation => device.MemoryBufferLocation,
            RegisterMap.MemoryBufferSize => device.MemoryBufferSize,
            RegisterMap.ReadyTimeouts => device.ReadyTimeouts,
            RegisterMap.PersistentMemoryCapabilities => device.PersistentMemoryCapabilities,
            _ => 0,
        };
        return device.Faults.OnRegisterRead is Func<uint, uint, uint> change ? change(offset, value) : value;
    }

    internal void Write(uint offset, uint value)
    {
        if (device.IsGone)
        {
            return;
        }

        if (offset >= RegisterMap.Doorbells)
        {
            RingDoorbell(offset - RegisterMap.Doorbells, value);
            return;
        }

        switch (offset)
        {
            case RegisterMap.InterruptMaskSet:
                Note("INTM", value);
                device.Interrupts.WriteMask(value, set: true);
                break;
            case RegisterMap.InterruptMaskClear:
                Note("INTMC", value);
                device.Interrupts.WriteMask(value, set: false);
                break;
            case RegisterMap.Configuration:
                Note("CC", value);
                WriteConfiguration(value);
                break;
            case RegisterMap.Status:
                // NSSRO is cleared by writing 1; the rest is read-only.
                _subsystemWasReset &= (value & SubsystemWasReset) == 0;
                break;
            case RegisterMap.SubsystemReset:
                Note("NSSR", value);
                WriteSubsystemReset(value);
                break;
            case RegisterMap.AdminQueueAttributes:
                Note("AQA", value);
                WriteWhileDisabled(() => _adminAttributes = value);
                break;
            case RegisterMap.AdminSubmissionQueue:
                Note("ASQ.low", value);
                WriteWhileDisabled(() => _adminSubmission = WithLow(_adminSubmission, value));
                break;
            case RegisterMap.AdminSubmissionQueue + 4:
                Note("ASQ.high", value);
                WriteWhileDisabled(() => _adminSubmission = WithHigh(_adminSubmission, value));
                break;
            case RegisterMap.AdminCompletionQueue:
                Note("ACQ.low", value);
                WriteWhileDisabled(() => _adminCompletion = WithLow(_adminCompletion, value));
                break;
            case RegisterMap.AdminCompletionQueue + 4:
                Note("ACQ.high", value);
                WriteWhileDisabled(() => _adminCompletion = WithHigh(_adminCompletion, value));
                break;
            default:
                device.Violate($"write of 0x{value:x} to register 0x{offset:x}");
                break;
        }
    }

    /// <summary>Back to what power-on gives.</summary>
    internal void PowerOn()
    {
        Configuration = 0;
        IsReady = false;
        WasShutDown = false;
        _subsystemWasReset = false;
        (_adminAttributes, _adminSubmission, _adminCompletion) = (0, 0, 0);
        Reset();
    }

    private static uint Bits(ulong value, int shift, int width) => (uint)(value >> shift) & ((1u << width) - 1);

    private static ulong WithLow(ulong register, uint value) => (register & ~(ulong)AllOnes) | value;

    private static ulong WithHigh(ulong register, uint value) => (uint)register | ((ulong)value << 32);

    private void Note(string register, uint value) => _writes.Add($"{register}={value:x}");

    private void RingDoorbell(uint offset, uint value)
    {
        if (!IsEnabled)
        {
            device.Violate($"doorbell write at 0x{offset:x} while the controller is disabled");
        }
        else if (!IsFatal)
        {
            device.Queues.RingDoorbell(offset, value);
        }
    }

    private void WriteWhileDisabled(Action write)
    {
        if (IsEnabled)
        {
            device.Violate("admin queue attributes written while CC.EN is 1");
        }

        write();
    }

    private void WriteSubsystemReset(uint value)
    {
        if (Bits(device.Capabilities, 36, 1) == 0)
        {
            device.Violate("NSSR written although CAP.NSSRS is 0");
        }
        else if (value == SubsystemResetKey)
        {
            PowerOn();
            _subsystemWasReset = true;
        }
    }

    private uint ReadStatus()
    {
        bool mayFollow = IsEnabled ? !device.NeverReady && !IsFatal : !device.NeverDisabled;
        bool isTime = device.Clock.Nanoseconds - _enableChanged >= device.ReadyNanoseconds;
        if (IsReady != IsEnabled && mayFollow && --_looksLeft <= 0 && isTime)
        {
            IsReady = IsEnabled;
        }

        uint shutdown = WasShutDown ? device.NeverShutDown ? ShutdownOccurring : ShutdownComplete : 0;
        return (IsReady ? 1u : 0) | (IsFatal ? FatalStatus : 0) | shutdown | (_subsystemWasReset ? SubsystemWasReset : 0);
    }

    private void WriteConfiguration(uint value)
    {
        uint changed = Configuration ^ value;
        if (IsEnabled && (changed & ~(Enable | ShutdownMask)) != 0)
        {
            device.Violate("CC settings changed while CC.EN is 1");
        }

        if ((changed & Enable) != 0 && IsReady != IsEnabled && !IsFatal)
        {
            device.Violate("CC.EN changed before CSTS.RDY had followed it");
        }

        bool wasShutDown = WasShutDown;
        Configuration = value;
        WasShutDown = (value & ShutdownMask) != 0;
        if (WasShutDown && !wasShutDown)
        {
            device.FlushCaches();
        }

        if ((changed & Enable) == 0)
        {
            return;
        }

        _looksLeft = device.LooksUntilReady;
        _enableChanged = device.Clock.Nanoseconds;
        if (!IsEnabled)
        {
            Reset();
        }
        else if (device.FailsWhenEnabled || !IsAcceptable(value))
        {
            IsFatal = true;
        }
        else
        {
            CreateAdminQueues();
        }
    }

    // Entries of 64 and 16 bytes, a page size that CAP offers, a command set that CAP offers.
    private bool IsAcceptable(uint configuration)
    {
        uint page = Bits(configuration, 7, 4);
        uint commandSet = Bits(configuration, 4, 3);
        bool hasCommandSet = Bits(device.Capabilities, 37 + (int)commandSet, 1) != 0;
        return Bits(configuration, 16, 4) == 6
            && Bits(configuration, 20, 4) == 4
            && page >= Bits(device.Capabilities, 48, 4)
            && page <= Math.Max(Bits(device.Capabilities, 52, 4), Bits(device.Capabilities, 48, 4))
            && hasCommandSet;
    }

    private void Reset()
    {
        IsFatal = false;
        device.Queues.Reset();
        device.Shadows.Reset();
        device.Interrupts.Reset();
        device.Features.Reset();
        device.Events.Reset();
    }

    private void CreateAdminQueues()
    {
        if (_adminSubmission % 4096 != 0 || _adminCompletion % 4096 != 0 || _adminSubmission == 0 || _adminCompletion == 0)
        {
            device.Violate("admin queues are not set, or not page-aligned");
        }

        uint submissionEntries = Bits(_adminAttributes, 0, 12) + 1;
        uint completionEntries = Bits(_adminAttributes, 16, 12) + 1;
        CompletionRing completions = new(0, completionEntries, _adminCompletion, vector: 0);
        device.Queues.Add(completions);
        device.Queues.Add(new SubmissionRing(0, submissionEntries, _adminSubmission, completions));
    }
}
