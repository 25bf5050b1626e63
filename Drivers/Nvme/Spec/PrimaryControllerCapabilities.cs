using System;

namespace CosmosNvme.Nvme;

/// <summary>The Primary Controller Capabilities structure (CNS 14h): queues and interrupts that secondary controllers share. NVMe Base 1.4 §5.15.2.9.</summary>
public sealed class PrimaryControllerCapabilities : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 4096;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public PrimaryControllerCapabilities(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>CNTLID (0): the controller.</summary>
    public ushort ControllerId => Word(0);

    /// <summary>PORTID (2): its port.</summary>
    public ushort PortId => Word(2);

    /// <summary>CRT (4): bit 0 queues, bit 1 interrupts can be given to secondary controllers.</summary>
    public byte ResourceTypes => Byte(4);

    /// <summary>VQFRT (32): queues that can be given away, in all.</summary>
    public uint FlexibleQueues => Dword(32);

    /// <summary>VQRFA (36): of these, given to secondary controllers.</summary>
    public uint AssignedQueues => Dword(36);

    /// <summary>VQRFAP (40): of these, the primary controller's.</summary>
    public ushort OwnFlexibleQueues => Word(40);

    /// <summary>VQPRT (42): queues that are the primary controller's for good.</summary>
    public ushort PrivateQueues => Word(42);

    /// <summary>VQFRSM (44): most queues of a secondary controller.</summary>
    public ushort MostQueues => Word(44);

    /// <summary>VQGRAN (46): how many at a time they are given.</summary>
    public ushort QueueGranularity => Word(46);

    /// <summary>VIFRT (64): interrupts that can be given away, in all.</summary>
    public uint FlexibleInterrupts => Dword(64);

    /// <summary>VIRFA (68): of these, given to secondary controllers.</summary>
    public uint AssignedInterrupts => Dword(68);

    /// <summary>VIRFAP (72): of these, the primary controller's.</summary>
    public ushort OwnFlexibleInterrupts => Word(72);

    /// <summary>VIPRT (74): interrupts that are the primary controller's for good.</summary>
    public ushort PrivateInterrupts => Word(74);

    /// <summary>VIFRSM (76): most interrupts of a secondary controller.</summary>
    public ushort MostInterrupts => Word(76);

    /// <summary>VIGRAN (78): how many at a time they are given.</summary>
    public ushort InterruptGranularity => Word(78);
}
