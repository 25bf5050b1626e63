using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;

namespace CosmosNvme.Lab;

/// <summary>
/// Keeps the machines of all test processes on a host from running at once: a machine waits until there is room for its virtual CPUs.
/// Places are files that are locked, so that the places of a process that dies are free at once. Thread-safe.
/// </summary>
/// <param name="folder">Where the files lie; one folder for all who share the host.</param>
/// <param name="places">Virtual CPUs that may run at once, at least 1.</param>
internal sealed class AdmissionGate(string folder, int places)
{
    // A machine waits for disks, timers and its turn: with one virtual CPU per core the cores would idle half of the time.
    private const int PlacesPerCore = 2;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The gate of this host and user.</summary>
    internal static AdmissionGate OfThisHost { get; } = new(Path.Combine(Path.GetTempPath(), $"cosmos-lab-{Environment.UserName}"), PlacesPerCore * Environment.ProcessorCount);

    /// <summary>Waits for room, in the order of arrival or nearly so. A machine wider than the host's places has the host for itself.</summary>
    /// <param name="cpus">The machine's virtual CPUs.</param>
    /// <param name="patience">
    /// After this long the machine is let in all the same. The gate saves time, it does not make anything right: who holds a machine and
    /// starts another must not wait for ever.
    /// </param>
    /// <returns>Places; disposing gives them back.</returns>
    internal Admission Enter(int cpus, TimeSpan patience)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Directory.CreateDirectory(folder);
        List<FileStream> held = [];

        // One at a time collects places: two half-served machines would wait for each other.
        using FileStream? door = WaitFor("door", clock, patience);
        for (int place = 0; held.Count < Math.Min(cpus, places) && clock.Elapsed < patience; place = (place + 1) % places)
        {
            if (TryLock(string.Create(CultureInfo.InvariantCulture, $"place{place}")) is FileStream file)
            {
                held.Add(file);
            }
            else if (place == places - 1)
            {
                Thread.Sleep(s_pause);
            }
        }

        return new Admission(held, clock.Elapsed);
    }

    private FileStream? WaitFor(string name, Stopwatch clock, TimeSpan patience)
    {
        FileStream? file;
        while ((file = TryLock(name)) is null && clock.Elapsed < patience)
        {
            Thread.Sleep(s_pause);
        }

        return file;
    }

    private FileStream? TryLock(string name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
