using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>Which interrupts a controller gets: the rule, and nothing else.</summary>
internal static class InterruptChoice
{
    /// <summary>
    /// The modes to try, in this order. A message is better than a wire, because nobody has to ask whose it was; a message for each
    /// queue, sent to the queue's own CPU, is best.
    /// </summary>
    /// <param name="forced">What the user wants instead; polling remains if that cannot be had.</param>
    /// <param name="quirks">What the controller cannot do.</param>
    internal static IReadOnlyList<InterruptMode> Modes(InterruptMode? forced, NvmeQuirks quirks) => forced switch
    {
        InterruptMode.None => [InterruptMode.None],
        InterruptMode mode => [mode, InterruptMode.None],
        _ when quirks.HasFlag(NvmeQuirks.BrokenMsi) => [InterruptMode.MsiX, InterruptMode.Pin, InterruptMode.None],
        _ => [InterruptMode.MsiX, InterruptMode.Msi, InterruptMode.Pin, InterruptMode.None],
    };

    /// <summary>How many vectors to use: one for the admin queue and one for each CPU that has a queue, as far as there are any.</summary>
    /// <param name="mode">How the controller signals.</param>
    /// <param name="offered">Vectors that its function has in this mode.</param>
    /// <param name="queues">I/O queues that are wanted.</param>
    /// <param name="cpus">CPUs that take interrupts.</param>
    /// <param name="quirks">What the controller cannot do.</param>
    internal static int VectorCount(InterruptMode mode, int offered, int queues, int cpus, NvmeQuirks quirks)
    {
        int wanted = quirks.HasFlag(NvmeQuirks.SingleVector) ? 1 : Math.Min(queues, cpus) + 1;
        int available = Math.Min(offered, wanted);
        return mode switch
        {
            InterruptMode.MsiX => available,
            InterruptMode.Msi => 1 << BitOperations.Log2((uint)Math.Min(available, MsiCapability.MaximumMessages)),
            InterruptMode.Pin => 1,
            _ => 0,
        };
    }

    /// <summary>How many vectors beyond these to use for queues that callers own: one for each, as far as there are any. MSI-X only.</summary>
    /// <param name="left">Vectors that the function has and the driver does not use itself.</param>
    /// <param name="queues">Queues that callers may own.</param>
    /// <param name="quirks">What the controller cannot do.</param>
    internal static int LentVectorCount(int left, int queues, NvmeQuirks quirks) =>
        quirks.HasFlag(NvmeQuirks.SingleVector) ? 0 : Math.Clamp(queues, 0, left);

    /// <summary>Name and CPU of each of these; a vector goes to the CPU that takes its queue when it is taken.</summary>
    /// <param name="controller">Number of the controller.</param>
    /// <param name="vectors">How many there are.</param>
    /// <param name="cpus">CPUs that take interrupts.</param>
    internal static IEnumerable<MessageRequest> LentVectors(int controller, int vectors, int cpus) =>
        Enumerable.Range(0, vectors).Select(vector => new MessageRequest(string.Create(CultureInfo.InvariantCulture, $"nvme{controller} lent {vector + 1}"), vector % cpus));

    /// <summary>
    /// Name and CPU of each vector: vector 0 is the admin queue's, on CPU 0; vector n is I/O queue n's, on CPU n - 1. Queues beyond the
    /// last vector share the others in turn, as the driver core does it.
    /// </summary>
    /// <param name="controller">Number of the controller.</param>
    /// <param name="vectors">How many there are.</param>
    /// <param name="queues">I/O queues that are wanted.</param>
    /// <param name="cpus">CPUs that take interrupts.</param>
    internal static IReadOnlyList<MessageRequest> Vectors(int controller, int vectors, int queues, int cpus)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"nvme{controller}");
        if (vectors == 1)
        {
            return [new MessageRequest(name, 0)];
        }

        List<MessageRequest> requests = [new MessageRequest($"{name} admin", 0)];
        for (int vector = 1; vector < vectors; vector++)
        {
            IEnumerable<int> served = Enumerable.Range(1, queues).Where(queue => 1 + ((queue - 1) % (vectors - 1)) == vector);
            requests.Add(new MessageRequest($"{name} {string.Join(' ', served.Select(queue => $"q{queue}"))}", (vector - 1) % cpus));
        }

        return requests;
    }
}
