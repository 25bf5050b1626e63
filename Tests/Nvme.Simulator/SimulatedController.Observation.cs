using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <content>This part: what a test sees, and the commands that wait for it.</content>
public sealed partial class SimulatedController
{
    /// <summary>What the driver did that the specification forbids.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (Sync)
            {
                return [.. _violations, .. Memory.Violations];
            }
        }
    }

    /// <summary>The commands that it fetched.</summary>
    public IReadOnlyList<SimulatedCommand> Commands
    {
        get
        {
            lock (Sync)
            {
                return _commands.ToArray();
            }
        }
    }

    /// <summary>Reads and writes of the I/O queues that it fetched.</summary>
    public IReadOnlyList<SimulatedCommand> Transfers => Commands.Where(command => command.IsRead || command.IsWrite).ToArray();

    /// <summary>Writes of registers other than doorbells, in order: name and value.</summary>
    public IReadOnlyList<string> RegisterWrites
    {
        get
        {
            lock (Sync)
            {
                return _registers.Writes.ToArray();
            }
        }
    }

    /// <summary>Doorbell writes so far: of submission tails and of completion heads.</summary>
    public (int Tails, int Heads) DoorbellWrites
    {
        get
        {
            lock (Sync)
            {
                return Queues.DoorbellWrites;
            }
        }
    }

    /// <summary>Commands that wait for the test.</summary>
    public int HeldCount
    {
        get
        {
            lock (Sync)
            {
                return Queues.Held.Count;
            }
        }
    }

    /// <summary>The commands that wait for the test, in the order of their fetching.</summary>
    public IReadOnlyList<SimulatedCommand> Held
    {
        get
        {
            lock (Sync)
            {
                return Queues.Held.Select(pending => pending.Command).ToArray();
            }
        }
    }

    /// <summary>Completes the commands that wait, in the order that <paramref name="random"/> makes, or as they came.</summary>
    public void ReleaseHeld(Random? random = null)
    {
        lock (Sync)
        {
            PendingCommand[] held = Queues.Held.ToArray();
            random?.Shuffle(held);
            foreach (PendingCommand pending in held)
            {
                CompleteIfRunning(pending);
            }
        }
    }

    /// <summary>Completes one of the commands that wait.</summary>
    /// <param name="index">Into <see cref="Held"/>.</param>
    public void ReleaseOne(int index)
    {
        lock (Sync)
        {
            CompleteIfRunning(Queues.Held[index]);
        }
    }

    private void CompleteIfRunning(PendingCommand pending)
    {
        if (IsRunning)
        {
            Queues.Complete(pending);
        }
    }
}
