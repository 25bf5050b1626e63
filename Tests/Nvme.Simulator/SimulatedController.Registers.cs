using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <content>This part: the registers.</content>
public sealed partial class SimulatedController
{
    private const uint AllOnes = uint.MaxValue;

    private readonly List<string> _registerWrites = [];
    private uint _configuration;
    private uint _adminAttributes;
    private ulong _adminSubmission;
    private ulong _adminCompletion;
    private bool _isReady;
    private bool _isFatal;
    private bool _isShutDown;
    private int _looksLeft;

    /// <summary>CC, as firmware or the driver left it. A test sets it to start with an enabled controller.</summary>
    public uint Configuration
    {
        get => _configuration;
        set => _configuration = value;
    }

    /// <summary>CSTS.RDY. A test sets it together with <see cref="Configuration"/>.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>CSTS.CFS.</summary>
    public bool IsFatal
    {
        get => _isFatal;
        set => _isFatal = value;
    }

    /// <summary>True once CC.SHN was set to normal.</summary>
    public bool WasShutDown => _isShutDown;

    internal uint Read(uint offset)
    {
        lock (_lock)
        {
            return IsGone ? AllOnes : offset switch
            {
                0x00 => (uint)Capabilities,
                0x04 => (uint)(Capabilities >> 32),
                0x08 => Version,
                0x14 => _configuration,
                0x1c => ReadStatus(),
                0x24 => _adminAttributes,
                0x28 => (uint)_adminSubmission,
                0x2c => (uint)(_adminSubmission >> 32),
                0x30 => (uint)_adminCompletion,
                0x34 => (uint)(_adminCompletion >> 32),
                0x68 => ReadyTimeouts,
                _ => 0,
            };
        }
    }

    internal void Write(uint offset, uint value)
    {
        lock (_lock)
        {
            if (IsGone)
            {
                return;
            }

            if (offset >= 0x1000)
            {
                RingDoorbell(offset - 0x1000, value);
                return;
            }

            switch (offset)
            {
                case 0x0c or 0x10:
                    Note("INTM", value);
                    if (_lines.Count > 0)
                    {
                        Violate("INTMS or INTMC written under MSI-X");
                    }

                    break;
                case 0x14:
                    Note("CC", value);
                    WriteConfiguration(value);
                    break;
                case 0x24:
                    Note("AQA", value);
                    WriteWhileDisabled(() => _adminAttributes = value);
                    break;
                case 0x28:
                    Note("ASQ.low", value);
                    WriteWhileDisabled(() => _adminSubmission = (_adminSubmission & ~(ulong)AllOnes) | value);
                    break;
                case 0x2c:
                    Note("ASQ.high", value);
                    WriteWhileDisabled(() => _adminSubmission = (uint)_adminSubmission | ((ulong)value << 32));
                    break;
                case 0x30:
                    Note("ACQ.low", value);
                    WriteWhileDisabled(() => _adminCompletion = (_adminCompletion & ~(ulong)AllOnes) | value);
                    break;
                case 0x34:
                    Note("ACQ.high", value);
                    WriteWhileDisabled(() => _adminCompletion = (uint)_adminCompletion | ((ulong)value << 32));
                    break;
                default:
                    Violate($"write of 0x{value:x} to register 0x{offset:x}");
                    break;
            }
        }
    }

    private void Note(string register, uint value) => _registerWrites.Add($"{register}={value:x}");

    private void WriteWhileDisabled(Action write)
    {
        if ((_configuration & 1) != 0)
        {
            Violate("admin queue attributes written while CC.EN is 1");
        }

        write();
    }

    private uint ReadStatus()
    {
        bool isEnabled = (_configuration & 1) != 0;
        bool mayFollow = isEnabled ? !NeverReady && !_isFatal : !NeverDisabled;
        if (_isReady != isEnabled && mayFollow && --_looksLeft <= 0)
        {
            _isReady = isEnabled;
        }

        return (_isReady ? 1u : 0) | (_isFatal ? 2u : 0) | (_isShutDown && !NeverShutDown ? 2u << 2 : 0);
    }

    private void WriteConfiguration(uint value)
    {
        const uint EnableAndShutdown = 1 | (3 << 14);
        uint changed = _configuration ^ value;
        bool wasEnabled = (_configuration & 1) != 0;
        if (wasEnabled && (changed & ~EnableAndShutdown) != 0)
        {
            Violate("CC settings changed while CC.EN is 1");
        }

        if ((changed & 1) != 0 && _isReady != wasEnabled && !_isFatal)
        {
            Violate("CC.EN changed before CSTS.RDY had followed it");
        }

        _configuration = value;
        _isShutDown = ((value >> 14) & 3) == 1;
        if ((changed & 1) == 0)
        {
            return;
        }

        _looksLeft = LooksUntilReady;
        if ((value & 1) == 0)
        {
            Reset();
        }
        else if (FailsWhenEnabled || (value >> 16) != 0x46 || ((value >> 7) & 15) != 0)
        {
            _isFatal = true;
        }
        else
        {
            CreateAdminQueues();
        }
    }

    private void Reset()
    {
        _isFatal = false;
        _submissionRings.Clear();
        _completionRings.Clear();
        _held.Clear();
    }

    private void CreateAdminQueues()
    {
        if (_adminSubmission % 4096 != 0 || _adminCompletion % 4096 != 0 || _adminSubmission == 0 || _adminCompletion == 0)
        {
            Violate("admin queues are not set, or not page-aligned");
        }

        uint submissionEntries = (_adminAttributes & 0xfff) + 1;
        uint completionEntries = ((_adminAttributes >> 16) & 0xfff) + 1;
        _completionRings[0] = new CompletionRing(0, completionEntries, _adminCompletion, Vector: 0);
        _submissionRings[0] = new SubmissionRing(0, submissionEntries, _adminSubmission, _completionRings[0]);
    }
}
