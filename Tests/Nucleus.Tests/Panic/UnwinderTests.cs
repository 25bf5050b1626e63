using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>The unwinder on a real image: all its unwind tables, and the stack of a real run.</summary>
[TestFixture, NonParallelizable]
internal sealed unsafe class UnwinderTests
{
    private SampleProgram _sample = null!;
    private LoadedImage _image = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _sample = new SampleProgram();
        _image = new LoadedImage(_sample.ImagePath);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        _image?.Dispose();
        _sample?.Dispose();
        PanicMemory.UseCopy(null, 0, 0);
    }

    [Test]
    public void FindInImage_FinalizedImage_HasNames() => Assert.That(_image.HasNames, Is.True);

    [Test]
    public void Find_EveryRowOfTheImage_IsWhatReadelfSays()
    {
        IReadOnlyDictionary<ulong, string> expected = ReadelfTable.Read(_sample.ImagePath);

        Assert.That(expected, Has.Count.GreaterThan(3000));
        Assert.That(
            expected.Where(row => RowAt(row.Key) != row.Value).Select(row => $"0x{row.Key:x}: {row.Value}, but found {RowAt(row.Key)}"),
            Is.Empty);
    }

    [TestCase(0ul)]
    [TestCase(0xFFFFFFul)]
    [TestCase(0x1000000ul)]
    [TestCase(0x7FFFFFFFul)]
    [TestCase(ulong.MaxValue)]
    public void Find_AddressWithoutCode_HasNoInformation(ulong address)
    {
        FrameDescription description;

        Assert.That(EhFrame.Find(address, &description), Is.EqualTo(UnwindEnd.NoInformation));
    }

    [Test]
    public void Step_StackOfARealRun_FindsAllCallersToTheBottom()
    {
        UnwindRegisters registers = Sampled();

        List<string> names = Walk(&registers);

        // Static functions of glibc have no name in its library.
        string[] expected =
        [
            "dump", "plain", "with_saved_registers", "with_alloca", "realigned",
            "recursive", "recursive", "recursive", "recursive", "recursive",
            "compare", "qsort", "handler", "raise", "interrupted", "main", "_start",
        ];
        Assert.That(names.Where(name => expected.Contains(name) || name.StartsWith("qsort", StringComparison.Ordinal))
            .Select(name => name.StartsWith("qsort", StringComparison.Ordinal) ? "qsort" : name)
            .Where((name, index) => name != "qsort" || index == 11), Is.EqualTo(expected));
        Assert.That(registers.End, Is.EqualTo(UnwindEnd.Bottom));
    }

    [Test]
    public void Step_CallThroughNullPointer_ReturnsToTheCaller()
    {
        UnwindRegisters registers = Sampled();
        List<string> expected = Walk(&registers);
        registers = Sampled();
        ulong* stack = stackalloc ulong[] { registers.Rip };
        ulong address = registers.Rsp - sizeof(ulong);
        PanicMemory.UseCopy((byte*)stack, address, sizeof(ulong));
        registers.Rip = 0;
        registers.Rsp = address;
        registers.IsExact = 1;

        Assert.That(Step(&registers), Is.True);
        Assert.That((registers.Rip, registers.Rsp, registers.IsExact), Is.EqualTo((_sample.Registers[7], address + 8, 0ul)));
        Assert.That(NameAt(registers.Rip - 1), Is.EqualTo(expected[0]));
    }

    [Test]
    public void Step_JumpIntoNowhere_SaysThatTheReturnAddressIsNoCode()
    {
        UnwindRegisters registers = Sampled();
        ulong* stack = stackalloc ulong[] { 0x1234 };
        PanicMemory.UseCopy((byte*)stack, 0x5000, sizeof(ulong));
        registers.Rip = 0xDEAD;
        registers.Rsp = 0x5000;
        registers.IsExact = 1;

        Assert.That(Step(&registers), Is.False);
        Assert.That(registers.End, Is.EqualTo(UnwindEnd.NotCode));
    }

    [Test]
    public void Step_UnreadableStack_EndsTheTrace()
    {
        UnwindRegisters registers = Sampled();
        PanicMemory.UseCopy((byte*)&registers, 0, 0);

        Assert.That(Step(&registers), Is.False);
        Assert.That(registers.End, Is.EqualTo(UnwindEnd.BadMemory));
        Assert.That(registers.Rip, Is.EqualTo(_sample.Registers[7]));
    }

    [Test]
    public void Step_StackThatLeadsBack_EndsTheTrace()
    {
        // A frame whose CFA comes from a register that a bug has set to somewhere lower.
        UnwindRegisters registers = Sampled();
        while (NameAt(registers.Rip - 1) != "realigned")
        {
            Assert.That(Step(&registers), Is.True);
        }

        byte[] stack = new byte[4096];
        MemoryMarshal.Cast<byte, ulong>(stack.AsSpan()).Fill(_sample.Registers[7]);
        fixed (byte* start = stack)
        {
            PanicMemory.UseCopy(start, 0x1000, 4096);
            registers.Rbp = 0x1800;
            registers.Rsp = 0x7FFF_0000_0000;
            bool goesOn = true;
            for (int step = 0; step < 3 && goesOn; step++)
            {
                goesOn = Step(&registers);
            }

            Assert.That(goesOn, Is.False);
            Assert.That(registers.End, Is.AnyOf(UnwindEnd.NotGrowing, UnwindEnd.BadMemory));
        }
    }

    [Test]
    public void Step_StackFullOfRandomWords_EndsWithinItsBounds([Range(1, 100)] int seed)
    {
        Random random = new(seed);
        byte[] stack = (byte[])_sample.Stack.Clone();
        for (int count = 0; count < stack.Length / 64; count++)
        {
            // Mostly addresses of the image, so that traces go on.
            ulong word = _image.Address + (ulong)random.Next(0x100000);
            BitConverter.TryWriteBytes(stack.AsSpan(random.Next(stack.Length / 8) * 8), word);
        }

        fixed (byte* start = stack)
        {
            UnwindRegisters registers = Sampled();
            PanicMemory.UseCopy(start, _sample.Registers[2], (ulong)stack.Length);
            int frames = 0;
            while (Step(&registers))
            {
                frames++;
                Assert.That(frames, Is.LessThan(stack.Length));
            }

            Assert.That(registers.End, Is.Not.EqualTo(UnwindEnd.None));
        }
    }

    private static bool Step(UnwindRegisters* registers)
    {
        UnwindPlace place;
        place.IsValid = 0;
        return Unwinder.Step(registers, &place);
    }

    private static string RowAt(ulong address)
    {
        FrameDescription description;
        CfiState state;
        UnwindEnd end = EhFrame.Find(address, &description);
        return end != UnwindEnd.None ? end.ToString()
            : CfiProgram.Run(&description, address, &state) ? CfiProgramTests.Describe(&state.Row)
            : "refused";
    }

    private static string NameAt(ulong address)
    {
        byte* name = stackalloc byte[SymbolTable.LongestName];
        int length;
        ulong offset;
        return SymbolTable.TryFind(address, name, SymbolTable.LongestName, &length, &offset) ? Encoding.UTF8.GetString(name, length) : "?";
    }

    private List<string> Walk(UnwindRegisters* registers)
    {
        List<string> names = [];
        UnwindPlace place;
        place.IsValid = 0;
        fixed (byte* stack = _sample.Stack)
        {
            PanicMemory.UseCopy(stack, _sample.Registers[2], (ulong)_sample.Stack.Length);
            do
            {
                names.Add(NameAt(registers->IsExact != 0 ? registers->Rip : registers->Rip - 1));
            }
            while (Unwinder.Step(registers, &place));
        }

        return names;
    }

    private UnwindRegisters Sampled()
    {
        UnwindRegisters registers;
        UnwindRegisters.Clear(&registers);
        registers.IsExact = 0;
        registers.Rbx = _sample.Registers[0];
        registers.Rbp = _sample.Registers[1];
        registers.Rsp = _sample.Registers[2];
        registers.R12 = _sample.Registers[3];
        registers.R13 = _sample.Registers[4];
        registers.R14 = _sample.Registers[5];
        registers.R15 = _sample.Registers[6];
        registers.Rip = _sample.Registers[7];
        return registers;
    }
}
