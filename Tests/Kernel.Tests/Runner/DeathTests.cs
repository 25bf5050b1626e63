using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Hal;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runner;

/// <summary>The ways to end or hang a machine, to see that each is reported. None runs unless it is named.</summary>
[DeadlyTest]
internal sealed class DeathTests
{
    private const ushort SecondSerialPort = 0x2f8;

    private bool _isOver;

    [SetUp]
    public void Begin() => _isOver = false;

    [Test]
    public void FailFast() => Environment.FailFast("DeathTests.FailFast");

    [Test]
    public void UnhandledException() => OnThread(static () => throw new InvalidOperationException("DeathTests.UnhandledException"));

    [Test]
    public void StackOverflow() => OnThread(static () => GC.KeepAlive(Descend(1)));

    [Test]
    public void NucleusPageFault() => KernelContext.Machine.CrashNucleus();

    [Test]
    public void Hang() => Thread.Sleep(Timeout.Infinite);

    [Test]
    public void HangInALoop()
    {
        ulong turns = 0;
        while (!Volatile.Read(ref _isOver))
        {
            turns++;
        }

        GC.KeepAlive(turns);
    }

    [Test]
    public void TripleFault() => Instructions.TripleFault();

    [Test]
    public void NoiseOnTheTestChannel()
    {
        PortIo ports = new();
        foreach (char letter in "panic: not really\n")
        {
            ports.Write8(SecondSerialPort, (byte)letter);
        }
    }

    private static void OnThread(Action action)
    {
        Thread thread = new(() => action()) { Name = "death" };
        thread.Start();
        thread.Join();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth < 0 ? 0 : Descend(depth + 1) + depth;
}
