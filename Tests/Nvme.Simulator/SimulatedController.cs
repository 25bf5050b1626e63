using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// An NVMe controller in C#, written from the specification and not from the driver: registers with side effects, queues in
/// simulated DMA memory, namespaces in RAM, and faults on demand. Commands are executed by the thread that rings the doorbell.
/// This part: what a test sets and sees.
/// </summary>
public sealed partial class SimulatedController
{
    private readonly object _lock = new();
    private readonly List<string> _violations = [];
    private readonly List<SimulatedCommand> _commands = [];
    private readonly List<SimulatedInterruptLine> _lines;

    /// <summary>Makes a controller that is disabled.</summary>
    /// <param name="vectors">MSI-X vectors; 0: the host polls.</param>
    public SimulatedController(int vectors = 0)
    {
        _lines = Enumerable.Range(0, vectors).Select(vector => new SimulatedInterruptLine($"vector {vector}")).ToList();
        Dma = new SimulatedDma(Memory);
        Registers = new SimulatedRegisters(this);
    }

    /// <summary>Memory that it reaches.</summary>
    public SimulatedMemory Memory { get; } = new();

    /// <summary>Gives out that memory.</summary>
    public SimulatedDma Dma { get; }

    /// <summary>Its registers.</summary>
    public SimulatedRegisters Registers { get; }

    /// <summary>Its interrupt lines, by vector.</summary>
    public IReadOnlyList<SimulatedInterruptLine> Lines => _lines;

    /// <summary>Its namespaces.</summary>
    public List<SimulatedNamespace> Namespaces { get; } = [];

    /// <summary>CAP. As it is: MQES 1023, CQR, TO 1 s, stride 4, the command sets of QEMU, pages of 4 KiB to 64 KiB.</summary>
    public ulong Capabilities { get; set; } = 1023 | (1ul << 16) | (2ul << 24) | (0b1100_0001ul << 37) | (4ul << 52);

    /// <summary>VS: 1.4.</summary>
    public uint Version { get; set; } = 0x0001_0400;

    /// <summary>CRTO.</summary>
    public uint ReadyTimeouts { get; set; }

    /// <summary>Bytes of the register window.</summary>
    public uint WindowLength { get; set; } = 0x4000;

    /// <summary>Bytes from a doorbell to the next.</summary>
    public uint DoorbellStride => 4u << (int)((Capabilities >> 32) & 15);

    /// <summary>I/O queue pairs that it grants.</summary>
    public int QueuePairs { get; set; } = 64;

    /// <summary>MDTS.</summary>
    public byte MaximumTransferExponent { get; set; } = 7;

    /// <summary>True: Identify says that there is a volatile write cache.</summary>
    public bool HasWriteCache { get; set; } = true;

    /// <summary>False: it is older than 1.1 and knows no list of namespaces.</summary>
    public bool KnowsNamespaceList { get; set; } = true;

    /// <summary>Changes the Identify Controller structure before it is returned.</summary>
    public Action<byte[]>? ChangeIdentify { get; set; }

    /// <summary>Looks at every command and may change its completion. Runs under the controller's lock.</summary>
    public Action<SimulatedCommand, SimulatedCompletion>? OnCompletion { get; set; }

    /// <summary>True: I/O completions wait for <see cref="ReleaseHeld"/>.</summary>
    public bool HoldsCompletions { get; set; }

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

    /// <summary>Looks at CSTS that RDY takes to follow EN.</summary>
    public int LooksUntilReady { get; set; } = 2;

    /// <summary>What the driver did that the specification forbids.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return _violations.Concat(Memory.Violations).ToArray();
            }
        }
    }

    /// <summary>The commands that it fetched.</summary>
    public IReadOnlyList<SimulatedCommand> Commands
    {
        get
        {
            lock (_lock)
            {
                return _commands.ToArray();
            }
        }
    }

    /// <summary>Reads and writes of the I/O queues that it fetched.</summary>
    public IReadOnlyList<SimulatedCommand> Transfers => Commands.Where(command => !command.IsAdmin && command.Opcode is 1 or 2).ToArray();

    /// <summary>Register writes, in order: name and value.</summary>
    public IReadOnlyList<string> RegisterWrites
    {
        get
        {
            lock (_lock)
            {
                return _registerWrites.ToArray();
            }
        }
    }

    /// <summary>Commands whose completions are held.</summary>
    public int HeldCount
    {
        get
        {
            lock (_lock)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Posts the completions that are held, in the order that <paramref name="random"/> makes, or as they came.</summary>
    public void ReleaseHeld(Random? random = null)
    {
        lock (_lock)
        {
            (CompletionRing Ring, SimulatedCompletion Completion)[] held = _held.ToArray();
            _held.Clear();
            random?.Shuffle(held);
            foreach ((CompletionRing ring, SimulatedCompletion completion) in held)
            {
                Post(ring, completion);
            }
        }
    }

    private void Violate(string text) => _violations.Add(text);
}
