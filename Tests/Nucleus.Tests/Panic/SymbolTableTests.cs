using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.ImageTool;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>The kernel's reader on tables that the image tool writes.</summary>
[TestFixture, NonParallelizable]
internal sealed unsafe class SymbolTableTests
{
    private static readonly ImageFunction[] s_sample =
    [
        new(0x1000000, 0x10, "boot_start"),
        new(0x1000010, 0x200, "System.String.Concat"),
        new(0x1000300, 1, "System.String.Copy"),
    ];

    [TestCase(0x1000000ul, "boot_start", 0ul)]
    [TestCase(0x100000Ful, "boot_start", 15ul)]
    [TestCase(0x1000010ul, "System.String.Concat", 0ul)]
    [TestCase(0x100020Ful, "System.String.Concat", 0x1FFul)]
    [TestCase(0x1000300ul, "System.String.Copy", 0ul)]
    public void TryFind_AddressInFunction_GivesNameAndOffset(ulong address, string name, ulong offset)
    {
        using GuardedBytes table = Use(s_sample);

        Assert.That(Find(address), Is.EqualTo((name, offset)));
    }

    [TestCase(0ul)]
    [TestCase(0xFFFFFFul)]
    [TestCase(0x1000210ul)]
    [TestCase(0x10002FFul)]
    [TestCase(0x1000301ul)]
    [TestCase(ulong.MaxValue)]
    public void TryFind_AddressInNoFunction_Fails(ulong address)
    {
        using GuardedBytes table = Use(s_sample);

        Assert.That(Find(address), Is.Null);
    }

    [TestCase(0x1000010ul, ExpectedResult = true)]
    [TestCase(0x1000011ul, ExpectedResult = false)]
    [TestCase(0x1000210ul, ExpectedResult = false)]
    public bool IsFirstInstruction_Address_OnlyAtTheStartOfAFunction(ulong address)
    {
        using GuardedBytes table = Use(s_sample);

        return SymbolTable.IsFirstInstruction(address);
    }

    [Test]
    public void TryFind_SmallBuffer_CutsTheName()
    {
        using GuardedBytes table = Use(s_sample);
        using GuardedBytes buffer = new(new byte[6]);
        int length;
        ulong offset;

        Assert.That(SymbolTable.TryFind(0x1000300, buffer.Start, buffer.Length, &length, &offset), Is.True);
        Assert.That(Encoding.UTF8.GetString(buffer.Start, length), Is.EqualTo("System"));
    }

    [Test]
    public void TryFind_NameOfAnyLength_FitsTheBufferOfLongestName()
    {
        using GuardedBytes table = Use([new(0x1000, 8, new string('x', 1000))]);

        Assert.That(Find(0x1000)?.Name, Is.EqualTo(new string('x', SymbolTable.LongestName - 3) + "..."));
    }

    [Test]
    public void TryFind_NoFunctions_Fails()
    {
        using GuardedBytes table = Use([]);

        Assert.That(Find(0), Is.Null);
    }

    [Test]
    public void TryFind_RandomTables_FindsEveryFunctionAndNoGap([Range(1, 40)] int seed)
    {
        Random random = new(seed);
        List<ImageFunction> functions = RandomFunctions(random);
        using GuardedBytes table = Use(functions);

        foreach ((ImageFunction function, ImageFunction next) in functions.Zip(functions.Skip(1).Append(new(ulong.MaxValue, 1, string.Empty))))
        {
            ulong inside = (ulong)random.NextInt64((long)function.Size);
            Assert.That(Find(function.Address), Is.EqualTo((function.Name, 0ul)));
            Assert.That(Find(function.Address + inside), Is.EqualTo((function.Name, inside)));
            Assert.That(Find(function.End - 1), Is.EqualTo((function.Name, function.Size - 1)));
            if (function.End < next.Address)
            {
                Assert.That(Find(function.End), Is.Null);
                Assert.That(Find(next.Address - 1), Is.Null);
            }
        }
    }

    [Test]
    public void TryFind_DamagedTable_NeverReadsOutsideIt([Range(1, 200)] int seed)
    {
        Random random = new(seed);
        List<ImageFunction> functions = RandomFunctions(random);
        byte[] damaged = SymbolTableEncoder.Encode(functions);
        for (int count = random.Next(1, 30); count > 0; count--)
        {
            // The length of the table is checked by Use against what there is; everything behind it may be anything.
            damaged[random.Next(12, damaged.Length)] = (byte)random.Next();
        }

        using GuardedBytes table = new(damaged);
        Assert.That(SymbolTable.Use(table.Start, (ulong)table.Length), Is.True);
        foreach (ImageFunction function in functions)
        {
            Find(function.Address);
        }

        Assert.Pass("No access outside the table.");
    }

    [Test]
    public void Use_TableCutShort_IsRefused()
    {
        using GuardedBytes table = new(SymbolTableEncoder.Encode(s_sample));

        Assert.That(SymbolTable.Use(table.Start, (ulong)table.Length - 1), Is.False);
    }

    [Test]
    public void Use_AnythingElse_IsRefused()
    {
        using GuardedBytes table = new(new byte[100]);

        Assert.That(SymbolTable.Use(table.Start, (ulong)table.Length), Is.False);
    }

    private static GuardedBytes Use(IReadOnlyList<ImageFunction> functions)
    {
        GuardedBytes table = new(SymbolTableEncoder.Encode(functions));
        Assert.That(SymbolTable.Use(table.Start, (ulong)table.Length), Is.True);
        return table;
    }

    private static (string Name, ulong Offset)? Find(ulong address)
    {
        byte* name = stackalloc byte[SymbolTable.LongestName];
        int length;
        ulong offset;
        return SymbolTable.TryFind(address, name, SymbolTable.LongestName, &length, &offset)
            ? (Encoding.UTF8.GetString(name, length), offset)
            : null;
    }

    private static List<ImageFunction> RandomFunctions(Random random)
    {
        List<ImageFunction> functions = [];
        ulong address = (ulong)random.NextInt64(1L << 40);
        int count = random.Next(1, 200);
        for (int index = 0; index < count; index++)
        {
            address += random.Next(3) == 0 ? 0 : (ulong)random.Next(1, 1 << random.Next(1, 20));
            ulong size = (ulong)random.Next(1, 1 << random.Next(1, 20));
            functions.Add(new ImageFunction(address, size, RandomName(random)));
            address += size;
        }

        return functions;
    }

    private static string RandomName(Random random)
    {
        string[] parts = ["System", "String", "Ünïcode", "a", "CosmosNvme", new string('y', 60)];
        return string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => parts[random.Next(parts.Length)])) + random.Next(3);
    }
}
