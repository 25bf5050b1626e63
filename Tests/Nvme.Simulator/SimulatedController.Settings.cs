using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <content>This part: what a test can set.</content>
public sealed partial class SimulatedController
{
    private Random? _latency;
    private (long Shortest, long Longest) _latencyRange;
    private bool _holdsCompletions;

    /// <summary>CAP. As it is: MQES 1023, CQR, TO 1 s, stride 4, the command sets of QEMU, pages of 4 KiB to 64 KiB.</summary>
    public ulong Capabilities { get; set; } = 1023 | (1ul << 16) | (2ul << 24) | (0b1100_0001ul << 37) | (4ul << 52);

    /// <summary>VS: 1.4.</summary>
    public uint Version { get; set; } = 0x0001_0400;

    /// <summary>CRTO.</summary>
    public uint ReadyTimeouts { get; set; }

    /// <summary>CMBLOC.</summary>
    public uint MemoryBufferLocation { get; set; }

    /// <summary>CMBSZ.</summary>
    public uint MemoryBufferSize { get; set; }

    /// <summary>PMRCAP.</summary>
    public uint PersistentMemoryCapabilities { get; set; }

    /// <summary>Bytes of the register window.</summary>
    public uint WindowLength { get; set; } = 0x4000;

    /// <summary>Bytes from a doorbell to the next.</summary>
    public uint DoorbellStride => 4u << (int)((Capabilities >> 32) & 15);

    /// <summary>I/O queue pairs that it grants.</summary>
    public int QueuePairs { get; set; } = 64;

    /// <summary>MDTS.</summary>
    public byte MaximumTransferExponent { get; set; } = 7;

    /// <summary>RTD3E.</summary>
    public uint ShutdownMicroseconds { get; set; }

    /// <summary>ACL, zero-based.</summary>
    public byte AbortLimit { get; set; } = 3;

    /// <summary>AERL, zero-based.</summary>
    public byte EventLimit { get; set; } = 3;

    /// <summary>NN, if it is more than the highest id of a namespace.</summary>
    public uint HighestNamespaceId { get; set; }

    /// <summary>OACS, but for Doorbell Buffer Config: Format NVM.</summary>
    public ushort OptionalAdminCommands { get; set; } = 1 << 1;

    /// <summary>ONCS: all up to Save and Select.</summary>
    public ushort OptionalNvmCommands { get; set; } = 0b0001_1111;

    /// <summary>LPA: offsets in log pages.</summary>
    public byte LogPageAttributes { get; set; } = 1 << 2;

    /// <summary>SGLS: none.</summary>
    public uint ScatterGatherLists { get; set; }

    /// <summary>SANICAP.</summary>
    public uint SanitizeCapabilities { get; set; }

    /// <summary>True: there is a volatile write cache.</summary>
    public bool HasWriteCache { get; set; } = true;

    /// <summary>True: FUA changes nothing.</summary>
    public bool IgnoresForceUnitAccess { get; set; }

    /// <summary>False: it is older than 1.1 and knows no list of namespaces.</summary>
    public bool KnowsNamespaceList { get; set; } = true;

    /// <summary>True: Doorbell Buffer Config is supported.</summary>
    public bool OffersShadowDoorbells { get; set; }

    /// <summary>Commands of a queue that it fetches before it has completed any; the others stay in the queue.</summary>
    public int FetchLimit { get; set; } = int.MaxValue;

    /// <summary>Changes the Identify Controller structure before it is returned.</summary>
    public Action<byte[]>? ChangeIdentify { get; set; }

    /// <summary>Identify structures, by CNS, beside those that it makes itself.</summary>
    public Dictionary<byte, byte[]> OtherIdentifyStructures { get; } = [];

    /// <summary>Looks at every command that completes and may change its completion. Runs under the controller's lock.</summary>
    public Action<SimulatedCommand, SimulatedCompletion>? OnCompletion { get; set; }

    /// <summary>
    /// True: I/O commands wait for <see cref="ReleaseHeld"/>. The test's thread then plays the device, so time does not run faster
    /// than on the host.
    /// </summary>
    public bool HoldsCompletions
    {
        get => _holdsCompletions;
        set
        {
            _holdsCompletions = value;
            Clock.FollowsHost = value;
        }
    }

    /// <summary>True: every register reads as all ones, and nothing happens any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>True: CC.EN does not lead to CSTS.RDY.</summary>
    public bool NeverReady { get; set; }

    /// <summary>True: CC.EN leads to CSTS.CFS.</summary>
    public bool FailsWhenEnabled { get; set; }

    /// <summary>True: CSTS.RDY stays 1 when CC.EN is cleared.</summary>
    public bool NeverDisabled { get; set; }

    /// <summary>True: CSTS.SHST never says that the shutdown is complete.</summary>
    public bool NeverShutDown { get; set; }

    /// <summary>True: Abort succeeds but aborts nothing.</summary>
    public bool IgnoresAborts { get; set; }

    /// <summary>Looks at CSTS that RDY takes to follow EN.</summary>
    public int LooksUntilReady { get; set; } = 2;

    /// <summary>Virtual time that RDY takes to follow EN.</summary>
    public long ReadyNanoseconds { get; set; }

    /// <summary>
    /// Makes I/O commands take virtual time, each a different one: they complete in an order that the seed decides.
    /// </summary>
    public void SetLatency(int seed, long shortest, long longest)
    {
        _latency = new Random(seed);
        _latencyRange = (shortest, longest);
    }

    internal long LatencyOf(SimulatedCommand command) =>
        command.IsIo && _latency is not null ? _latency.NextInt64(_latencyRange.Shortest, _latencyRange.Longest + 1) : 0;
}
