using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Attaches a hostile controller, asks it for something if that works, and shuts it down.</summary>
internal sealed class HostileRun
{
    private const int LargestBlock = 1 << 20;
    private const double LongestVirtualSeconds = 3600;
    private static readonly TimeSpan s_longestRun = TimeSpan.FromSeconds(120);

    private readonly Rig _rig;
    private readonly Random _random;
    private readonly HostileDevice _device;
    private NvmeController? _controller;
    private Exception? _exception;

    private HostileRun(int seed, int vectors)
    {
        _random = new Random(seed);
        _rig = new Rig(vectors)
        {
            Options = new NvmeOptions { QueueDepth = _random.Next(2, 20), QueuePairs = _random.Next(1, 4), IoTimeoutNanoseconds = 5_000_000_000 },
        };
        _device = HostileDevice.Corrupt(_rig, _random);
    }

    /// <summary>Plays it: no crash, no hang, no corruption, a clear message if it failed.</summary>
    internal static void Play(int seed, int vectors)
    {
        HostileRun run = new(seed, vectors);
        long start = run._rig.Clock.Nanoseconds;
        Thread thread = new(run.Use) { IsBackground = true };
        thread.Start();
        Assert.That(thread.Join(s_longestRun), Is.True, "the driver hangs");
        run.Check((run._rig.Clock.Nanoseconds - start) / 1e9);
    }

    private void Use()
    {
        try
        {
            _controller = _rig.Attach();
            foreach (NvmeNamespace disk in _controller.Namespaces.Take(3).Where(disk => disk.BlockBytes <= LargestBlock))
            {
                Ask(disk);
            }

            _controller.ShutDown();
        }
        catch (Exception exception)
        {
            _exception = exception;
        }
    }

    private void Ask(NvmeNamespace disk)
    {
        List<Task<BlockStatus>> tasks = [];
        for (int count = 0; count < 10; count++)
        {
            byte[] buffer = new byte[disk.BlockBytes * _random.Next(1, Math.Max(2, 65536 / disk.BlockBytes))];
            ulong block = disk.BlockCount == 0 ? 0 : (ulong)_random.NextInt64(0, (long)Math.Min(disk.BlockCount, 4096));
            tasks.Add(_random.Next(5) switch
            {
                0 => disk.WriteAsync(block, buffer).AsTask(),
                1 => Task.FromResult(disk.Read(block, buffer)),
                2 => disk.FlushAsync().AsTask(),
                _ => disk.ReadAsync(block, buffer).AsTask(),
            });
        }

        Task.WaitAll(tasks);
    }

    private void Check(double seconds)
    {
        if (_exception is not null)
        {
            Assert.That(_exception, Is.InstanceOf<NvmeException>().With.Message.Length.GreaterThan(15), _exception.ToString());
        }

        Assert.That(seconds, Is.LessThan(LongestVirtualSeconds), "bounded in time");
        Assert.That(_device.MayHaveConfusedCommands || _rig.Device.Memory.Violations.Count == 0, Is.True, "the device reached memory that was taken from it");

        bool mayReachMemory = _rig.Log.Lines.Any(line => line.Contains("cannot be stopped", StringComparison.Ordinal));
        if (!mayReachMemory)
        {
            Assert.That(_rig.Device.Dma.Outstanding, Is.Zero, "memory that was not given back");
        }
    }
}
