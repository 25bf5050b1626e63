using System;
using System.Threading;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.Testing;

/// <summary>Runs the tests that a host asks for over the test channel.</summary>
internal sealed class ChannelRun(SerialPort port, TestEngine engine)
{
    // Between two tests a host answers at once; one that is busy elsewhere need not be asked a thousand times a second.
    private const int PollMilliseconds = 1;
    private const int QuickPolls = 100;
    private const int SlowPollMilliseconds = 20;

    private readonly FrameEncoder _encoder = new();
    private readonly FrameDecoder _decoder = new();

    /// <summary>Introduces the machine and serves the host until it wants no more.</summary>
    /// <param name="nonce">The word that the host handed in.</param>
    internal void Serve(string nonce)
    {
        Hello hello = new(nonce, KernelContext.Machine.PrivilegeLevel, [.. KernelContext.OnlineCpus], engine.AssemblyName);
        Send(FrameKind.Hello, hello.ToPayload());
        Send(FrameKind.Tests, new TestList(engine.Tests).ToPayload());
        for (Frame frame = Receive(); frame.Kind != FrameKind.PowerOff; frame = Receive())
        {
            Run(RunRequest.Read(frame));
        }
    }

    private void Run(RunRequest request)
    {
        Send(FrameKind.Started, new TestStart(request.Id).ToPayload());
        TestVerdict? verdict = null;
        if (Refusal(request) is string reason)
        {
            verdict = new TestVerdict(request.Id, TestOutcome.Failed, reason, "", "", default);
        }
        else
        {
            engine.Run([request.FullName], (_, result) => verdict = result with { Id = request.Id });
        }

        Send(FrameKind.Finished, verdict!.ToPayload());
    }

    private string? Refusal(RunRequest request)
    {
        foreach (TestDescription test in engine.Tests)
        {
            if (test.FullName == request.FullName)
            {
                bool isRefused = test.Categories.Contains(TestCategories.Destructive) && TestSelection.Parse(KernelContext.CommandLine).Disk is null;
                return isRefused ? $"This test overwrites a disk, and the kernel command line names none to overwrite ({TestSelection.DiskKey}=NAME)." : null;
            }
        }

        return $"The kernel has no test called {request.FullName}.";
    }

    private void Send(FrameKind kind, byte[] payload) => port.Write(_encoder.Encode(kind, payload));

    private Frame Receive()
    {
        byte[] buffer = new byte[256];
        int polls = 0;
        Frame? frame;
        while (!_decoder.TryRead(out frame))
        {
            int count = port.Read(buffer);
            _decoder.Add(buffer.AsSpan(0, count));
            if (count == 0)
            {
                Thread.Sleep(++polls < QuickPolls ? PollMilliseconds : SlowPollMilliseconds);
            }
        }

        return frame;
    }
}
