using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>
/// Offsets of Linux's struct rt_sigframe on x86-64: return address, ucontext (arch/x86/include/uapi/asm/sigcontext.h and ucontext.h),
/// siginfo (include/uapi/asm-generic/siginfo.h).
/// </summary>
[TestFixture]
internal sealed unsafe class SignalFrameTests
{
    private const int UContext = 8;
    private const int Flags = UContext;
    private const int Link = UContext + 8;
    private const int StackPointer = UContext + 16;
    private const int StackFlags = UContext + 24;
    private const int StackSize = UContext + 32;
    private const int MContext = UContext + 40;
    private const int Segments = MContext + 144;
    private const int Error = MContext + 152;
    private const int Trap = MContext + 160;
    private const int OldMask = MContext + 168;
    private const int FaultAddress = MContext + 176;
    private const int FpState = MContext + 184;
    private const int Mask = MContext + 256;
    private const int SigInfo = UContext + 304;
    private const int SigInfoBytes = 128;

    /// <summary>struct sigcontext from its beginning.</summary>
    private static readonly string[] s_registerOrder =
    [
        "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "Rdi", "Rsi", "Rbp", "Rbx", "Rdx", "Rax", "Rcx", "Rsp", "Rip", "Rflags",
    ];

    private HostThreads _threads = null!;
    private Thread* _thread;
    private byte* _frame;

    [SetUp]
    public void MakeThread()
    {
        _threads = new HostThreads(1);
        _thread = _threads.Get(0);
        _frame = (byte*)NativeMemory.AllocZeroed(SignalFrame.FrameBytes);
        FloatingPoint.EnabledStates = 7;
    }

    [TearDown]
    public void FreeThread()
    {
        FloatingPoint.EnabledStates = 0;
        NativeMemory.Free(_frame);
        _threads.Dispose();
    }

    [Test]
    public void FrameBytes_Layout_EndsBehindSigInfo() => Assert.That(SignalFrame.FrameBytes, Is.EqualTo(SigInfo + SigInfoBytes));

    [Test]
    public void FillContext_Registers_AreWhereLinuxHasThem()
    {
        FillRegisters(0x1000);
        Fill();
        Assert.That(SavedRegisters(), Is.EqualTo(ExpectedRegisters(0x1000)));
    }

    [Test]
    public void FillContext_Fault_IsWhereLinuxHasIt()
    {
        _thread->SignalsBlocked = 0x55;
        Fill();
        Assert.That(Read(0), Is.EqualTo(0x4444UL), "return address");
        Assert.That(Read(Error), Is.EqualTo(6UL));
        Assert.That(Read(Trap), Is.EqualTo(14UL));
        Assert.That(Read(FaultAddress), Is.EqualTo(0xdead_b000UL));
        Assert.That(Read(FpState), Is.EqualTo(0x7fff_0000UL));
        Assert.That((Read(OldMask), Read(Mask)), Is.EqualTo((0x55UL, 0x55UL)));
        Assert.That(Read(Link), Is.Zero);
        Assert.That((Read(Segments) & 0xffff, Read(Segments) >> 48), Is.EqualTo(((ulong)DescriptorTables.CodeSelector, (ulong)DescriptorTables.DataSelector)));
    }

    [TestCase(0UL, 6UL)]
    [TestCase(3UL, 7UL)]
    public void FillContext_ExtendedState_IsAnnounced(ulong states, ulong expected)
    {
        FloatingPoint.EnabledStates = states;
        Fill();
        Assert.That(Read(Flags), Is.EqualTo(expected));
    }

    [TestCase(0UL, 2u)]
    [TestCase(0x4000UL, 0u)]
    public void FillContext_SignalStack_IsDescribed(ulong size, uint flags)
    {
        _thread->SignalStackBase = 0x7000;
        _thread->SignalStackSize = size;
        Fill();
        Assert.That((Read(StackPointer), *(uint*)(_frame + StackFlags), Read(StackSize)), Is.EqualTo((0x7000UL, flags, size)));
    }

    [Test]
    public void FillInfo_Fault_CarriesTheAddress()
    {
        SignalFrame.FillInfo(_frame, SignalNumber.Segmentation, 1, 0xdead_b000);
        Assert.That((Info(0), Info(4), Info(8), Read(SigInfo + 16)), Is.EqualTo((11, 0, 1, 0xdead_b000UL)));
    }

    [Test]
    public void FillInfo_SentByThread_CarriesTheProcess()
    {
        SignalFrame.FillInfo(_frame, 34, Signals.SentByThread, 0xdead_b000);
        Assert.That((Info(0), Info(8), Info(16), Info(20)), Is.EqualTo((34, -6, SystemCalls.ProcessId, 0)));
    }

    [Test]
    public void Restore_WhatWasFilled_GivesTheRegistersBack()
    {
        FillRegisters(0x2000);
        _thread->Registers.Rflags = 0x246;
        _thread->SignalsBlocked = 0x77;
        Fill();
        FillRegisters(0x9000);
        _thread->SignalsBlocked = 0;
        Assert.That(SignalFrame.Restore(_thread, _frame), Is.EqualTo(0x7fff_0000UL));
        Fill();
        Dictionary<string, ulong> expected = ExpectedRegisters(0x2000);
        expected["Rflags"] = 0x246;
        Assert.That(SavedRegisters(), Is.EqualTo(expected));
        Assert.That((_thread->SignalsBlocked, _thread->SystemCall), Is.EqualTo((0x77UL, Thread.NoSystemCall)));
    }

    [TestCase(0UL, 0x202UL)]
    [TestCase(ulong.MaxValue, 0xed7UL)]
    public void Restore_FlagsFromTheHandler_KeepInterruptsOn(ulong flags, ulong expected)
    {
        *(ulong*)(_frame + MContext + (17 * 8)) = flags;
        SignalFrame.Restore(_thread, _frame);
        Assert.That(_thread->Registers.Rflags, Is.EqualTo(expected));
    }

    [Test]
    public void Restore_MaskFromTheHandler_NeverBlocksKillOrStop()
    {
        *(ulong*)(_frame + Mask) = ulong.MaxValue;
        SignalFrame.Restore(_thread, _frame);
        Assert.That(~_thread->SignalsBlocked, Is.EqualTo((1UL << 8) | (1UL << 18)));
    }

    private static Dictionary<string, ulong> ExpectedRegisters(ulong first) =>
        s_registerOrder.Select((name, i) => (name, first + (ulong)i)).ToDictionary();

    private void Fill()
    {
        SignalAction action = new() { Restorer = 0x4444 };
        SignalFrame.FillContext(_frame, _thread, &action, 0x7fff_0000, 14, 6, 0xdead_b000);
    }

    private Dictionary<string, ulong> SavedRegisters() => s_registerOrder.Select((name, i) => (name, Read(MContext + (i * 8)))).ToDictionary();

    private void FillRegisters(ulong first)
    {
        for (int i = 0; i < s_registerOrder.Length; i++)
        {
            int offset = (int)Marshal.OffsetOf<ThreadRegisters>(s_registerOrder[i]);
            *(ulong*)((byte*)&_thread->Registers + offset) = first + (ulong)i;
        }
    }

    private int Info(int offset) => *(int*)(_frame + SigInfo + offset);

    private ulong Read(int offset) => *(ulong*)(_frame + offset);
}
