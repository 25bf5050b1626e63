using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Plays a schedule: the test's thread is the device and decides what happens next, and waits after each step until nothing moves
/// any more. What each block must hold is known at every moment, because no two requests on their way share a region.
/// </summary>
internal sealed class ScheduleRun
{
    private const int Regions = 16;
    private const int RegionBlocks = 40;
    private const int BlockBytes = 512;
    private const int MediumError = 0x281;
    private const long Hour = 3_600_000_000_000;
    private static readonly TimeSpan s_longestStep = TimeSpan.FromSeconds(30);

    private readonly Rig _rig;
    private readonly NvmeController _controller;
    private readonly ScheduleEnding _ending;
    private readonly int _depth;
    private readonly int _partsAtOnce;
    private readonly Random _random;
    private readonly byte[] _expected;
    private readonly List<ScheduledRequest> _requests = [];
    private readonly Dictionary<int, ScheduledRequest> _regions = [];
    private int _errorsSent;
    private int _errorsSeen;

    private ScheduleRun(int seed, InterruptMode mode, int vectors, ScheduleEnding ending)
    {
        _random = new Random(seed);
        _ending = ending;
        _depth = _random.Next(2, 10);
        _partsAtOnce = _random.Next(2) == 0 ? 1 : 8;
        _rig = new Rig(mode, vectors, Regions * RegionBlocks)
        {
            Options = new NvmeOptions { QueueDepth = _depth, PartsAtOnce = _partsAtOnce, IsResetAllowed = false, Retries = 0, IoTimeoutNanoseconds = ending == ScheduleEnding.Silent ? Hour / 1800 : Hour },
        };
        _rig.Device.MaximumTransferExponent = (byte)_random.Next(1, 4);
        _rig.Device.FetchLimit = _random.Next(3) == 0 ? _random.Next(1, 5) : int.MaxValue;
        _rig.Device.Dma.BufferOffset = _random.Next(4) == 0 ? _random.Next(4096) : _random.Next(1024) * 4;
        _random.NextBytes(_rig.Disk.Data);
        _expected = _rig.Disk.Data.ToArray();
        _rig.Device.OnCompletion = (_, completion) => _errorsSent += completion.Status == MediumError ? 1 : 0;

        // A command may time out only when its schedule has ended.
        _rig.Clock.FollowsHost = ending == ScheduleEnding.Silent;
        _controller = _rig.Attach();
        _rig.Device.Faults.OnCommand(command => command.IsIo).IsHeld();
    }

    private IEnumerable<ScheduledRequest> OnTheirWay => _requests.Where(request => !request.HasEnded);

    private int Capacity => Math.Min(_depth - 1, _rig.Device.FetchLimit);

    /// <summary>Plays it and checks everything.</summary>
    internal static void Play(int seed, InterruptMode mode, int vectors, ScheduleEnding ending, Step[] steps)
    {
        ScheduleRun run = new(seed, mode, vectors, ending);
        Array.ForEach(steps, run.Take);
        run.End();
        run.CheckMemory();
    }

    private void Take(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.CompleteOne:
                if (_rig.Device.HeldCount is > 0 and int held)
                {
                    _rig.Device.ReleaseOne(step.A % held);
                }

                break;
            case StepKind.CompleteAllShuffled:
                _rig.Device.ReleaseHeld(_random);
                break;
            case StepKind.LoseInterrupts when _ending != ScheduleEnding.Silent:
                _rig.Device.Interrupts.LosesNext = step.A % 4;
                break;
            case StepKind.SpuriousInterrupt:
                if (_rig.Device.Lines.Count > 0)
                {
                    _rig.Device.Interrupts.RaiseSpurious(step.A % _rig.Device.Lines.Count);
                }

                break;
            case StepKind.FailNextCommand:
                _rig.Device.Faults.OnTransfer().Times(1).FailsWith(MediumError);
                break;
            case StepKind.LetTimePass when _ending != ScheduleEnding.Silent:
                _rig.Clock.Delay(step.A * 1_000_000L);
                break;
            case StepKind.LetTimePass or StepKind.LoseInterrupts:
                break;
            default:
                Start(step);
                break;
        }

        WaitForQuiet();
        Collect();
    }

    private void Start(Step step)
    {
        int region = Enumerable.Range(step.A, Regions).Select(number => number % Regions).FirstOrDefault(number => !_regions.ContainsKey(number), -1);
        if (region < 0)
        {
            return;
        }

        // A polled controller has no tasks that go on by themselves: there, every request has a thread.
        StepKind kind = _rig.Device.Lines.Count > 0 ? step.Kind : step.Kind switch
        {
            StepKind.Read => StepKind.BlockingRead,
            StepKind.Write => StepKind.BlockingWrite,
            StepKind.Flush => StepKind.BlockingRead,
            StepKind other => other,
        };
        ulong block = (ulong)((region * RegionBlocks) + (step.B % 7));
        int length = kind == StepKind.Flush ? 0 : (1 + (step.B % (RegionBlocks - 7))) * BlockBytes;
        ScheduledRequest request = ScheduledRequest.Start(_controller.Namespaces[0], kind, block, length, seed: _requests.Count);
        _requests.Add(request);
        _regions.Add(region, request);
    }

    // Each request on its way has one command at the controller, or waits for a slot: that is what quiet means here, and that a slot
    // which came free is used and nobody is forgotten. Where parts go together, a request has several commands and keeps their slots
    // until all have ended; then this says only that something can happen.
    private void WaitForQuiet() => WaitFor(
        () => _partsAtOnce == 1
            ? _rig.Device.HeldCount == Math.Min(OnTheirWay.Count(), Capacity)
            : _rig.Device.HeldCount > 0 || !OnTheirWay.Any(),
        () => $"{OnTheirWay.Count()} requests are on their way and {_rig.Device.HeldCount} commands at the controller, which can have {Capacity}");

    private static void WaitFor(Func<bool> condition, Func<string> message)
    {
        Stopwatch watch = Stopwatch.StartNew();
        SpinWait spin = default;
        while (!condition())
        {
            Assert.That(watch.Elapsed, Is.LessThan(s_longestStep), message);
            spin.SpinOnce(sleep1Threshold: 20);
        }
    }

    private void Collect()
    {
        foreach ((int region, ScheduledRequest request) in _regions.Where(pair => pair.Value.HasEnded).ToArray())
        {
            _regions.Remove(region);
            Check(request);
        }
    }

    private void Check(ScheduledRequest request)
    {
        if (request.IsFlush)
        {
            Assert.That(request.Status, Is.EqualTo(BlockStatus.Success));
            return;
        }

        Span<byte> expected = _expected.AsSpan((int)request.Block * BlockBytes, request.Result.Length);
        Span<byte> medium = _rig.Disk.Data.AsSpan((int)request.Block * BlockBytes, request.Result.Length);
        if (!request.Status.IsSuccess)
        {
            Assert.That(request.Status, Is.EqualTo(new BlockStatus(BlockError.Medium, MediumError)));
            _errorsSeen++;

            // Of a failed write any part may have happened.
            medium.CopyTo(expected);
            return;
        }

        if (request.IsWrite)
        {
            request.Result.CopyTo(expected);
        }

        Assert.That(request.Result.SequenceEqual(expected), Is.True, $"{request.Kind} of block {request.Block}: the buffer");
        Assert.That(medium.SequenceEqual(expected), Is.True, $"{request.Kind} of block {request.Block}: the medium");
    }

    private void End()
    {
        switch (_ending)
        {
            case ScheduleEnding.Completed:
                CompleteAll();
                Assert.That(_controller.FailureMessage, Is.Null);
                Assert.That(_controller.ShutDown(), Is.True);
                break;
            case ScheduleEnding.ShutDownMeanwhile:
                ShutDownMeanwhile();
                break;
            case ScheduleEnding.Removed:
                _rig.Device.IsGone = true;
                ExpectFailures("gone");
                break;
            case ScheduleEnding.Fatal:
                _rig.Device.IsFatal = true;
                ExpectFailures("CSTS.CFS");
                break;
            default:
                _rig.Clock.FollowsHost = false;
                ExpectFailures("no answer in time");
                break;
        }
    }

    private void CompleteAll()
    {
        while (OnTheirWay.Any())
        {
            _rig.Device.ReleaseHeld(_random);
            WaitForQuiet();
        }

        Collect();

        // Parts that go together may fail together.
        Assert.That(_errorsSeen, _partsAtOnce == 1 ? Is.EqualTo(_errorsSent) : Is.InRange(Math.Min(_errorsSent, 1), _errorsSent), "each error reached one request");
        Assert.That(_rig.Disk.Data.AsSpan().SequenceEqual(_expected), Is.True, "the medium");
    }

    private void ShutDownMeanwhile()
    {
        bool isPrepared = false;
        Thread thread = new(() => isPrepared = _controller.ShutDown());
        thread.Start();
        WaitFor(
            () =>
            {
                _rig.Device.ReleaseHeld(_random);
                return thread.Join(0) && !OnTheirWay.Any();
            },
            () => $"{OnTheirWay.Count()} requests do not end, shutdown {(thread.IsAlive ? "neither" : "did")}");
        Assert.That(isPrepared, Is.True);
        Assert.That(_requests.Select(request => request.Status.Error), Is.All.AnyOf(BlockError.None, BlockError.Medium, BlockError.DeviceGone));
    }

    private void ExpectFailures(string message)
    {
        ScheduledRequest[] outstanding = OnTheirWay.ToArray();
        WaitFor(() => !OnTheirWay.Any(), () => $"{OnTheirWay.Count()} requests do not end");

        // The one whose completion was there already may still end well; nobody can tell it from those that wait for a slot.
        Assert.That(outstanding.Select(request => request.Status.Error), Is.All.AnyOf(BlockError.DeviceGone, BlockError.TimedOut, BlockError.None, BlockError.Medium));
        if (outstanding.Any(request => request.Status.Error is BlockError.DeviceGone or BlockError.TimedOut))
        {
            Assert.That(_controller.FailureMessage, Does.Contain(message));
        }

        _controller.ShutDown();
    }

    private void CheckMemory()
    {
        Assert.That(_requests.Select(request => request.Endings), Is.All.EqualTo(1), "each request ends once");
        Assert.That(_requests.All(request => request.IsUntouched()), Is.True, "a buffer was touched after its owner got it back, or beside it");
        Assert.That(_rig.Device.Violations, Is.Empty);
        Assert.That(_rig.Device.Dma.Outstanding, Is.Zero, "memory that was not given back");
    }
}
