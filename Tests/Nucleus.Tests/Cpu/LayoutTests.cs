using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>What assembly and C# both know: every number of layout.inc, and the order in which entry.S pushes.</summary>
[TestFixture]
internal sealed partial class LayoutTests
{
    private static readonly string[] s_processorFrame = ["Rip", "Cs", "Rflags", "Rsp", "Ss"];

    private static readonly Dictionary<string, string> s_cpuFields = new()
    {
        ["CPU_SELF"] = nameof(Cpu.Self),
        ["CPU_CURRENT"] = nameof(Cpu.Current),
        ["CPU_STACK_TOP"] = nameof(Cpu.StackTop),
        ["CPU_SCRATCH"] = nameof(Cpu.Scratch),
        ["CPU_INDEX"] = nameof(Cpu.Index),
    };

    [Test]
    public void LayoutInc_EveryNumber_IsThatOfTheStructure()
    {
        Dictionary<string, long> actual = Equates().ToDictionary(name => name.Name, name => name.Value);
        Dictionary<string, long> expected = new()
        {
            ["CODE_SELECTOR"] = DescriptorTables.CodeSelector,
            ["DATA_SELECTOR"] = DescriptorTables.DataSelector,
            ["CALL_WAIT_LINE"] = SystemCallNumber.WaitLine,
        };
        foreach ((string name, string field) in s_cpuFields)
        {
            expected[name] = (long)Marshal.OffsetOf<Cpu>(field);
        }

        foreach (string field in FieldsInOrder(typeof(ThreadRegisters)))
        {
            expected["REG_" + field.ToUpperInvariant()] = (long)Marshal.OffsetOf<ThreadRegisters>(field);
        }

        // Both ways: a number that nothing here knows, and a register that assembly does not know, are wrong too.
        Assert.That(actual.OrderBy(pair => pair.Key, StringComparer.Ordinal), Is.EqualTo(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
    }

    [Test]
    public unsafe void CpuFields_ReportedOffsets_AreThoseOfPointers()
    {
        // Marshal.OffsetOf speaks of the marshalled structure; this shows that the compiler's is the same.
        Cpu cpu;
        Assert.That((byte*)&cpu.Index - (byte*)&cpu, Is.EqualTo((long)Marshal.OffsetOf<Cpu>(nameof(Cpu.Index))));
        ThreadRegisters registers;
        Assert.That((byte*)&registers.Ss - (byte*)&registers, Is.EqualTo((long)Marshal.OffsetOf<ThreadRegisters>(nameof(ThreadRegisters.Ss))));
        NestedFrame frame;
        Assert.That((byte*)&frame.Ss - (byte*)&frame, Is.EqualTo((long)Marshal.OffsetOf<NestedFrame>(nameof(NestedFrame.Ss))));
    }

    [Test]
    public void ThreadRegisters_LastFive_AreAnInterruptReturnFrame() =>
        Assert.That(FieldsInOrder(typeof(ThreadRegisters)).TakeLast(5), Is.EqualTo(s_processorFrame));

    [Test]
    public unsafe void Thread_Registers_AreItsFirstBytes()
    {
        Thread thread;
        Assert.That((byte*)&thread.Registers - (byte*)&thread, Is.Zero);
        Assert.That(sizeof(Thread), Is.LessThanOrEqualTo(Thread.FloatingPointOffset));
    }

    [Test]
    public void NestedFrame_Fields_AreInTheOrderOfThePushes()
    {
        string entry = ReadNucleus("Interrupts/entry.S");
        string nested = Function(entry, "asm_nested");
        string stubs = Function(entry, "asm_vector_stubs");
        List<string> pushed = [.. s_processorFrame.Reverse()];
        foreach (Match push in Push().Matches(stubs))
        {
            pushed.Add(push.Groups[1].Value switch
            {
                "$0" => "Error",
                "$vector" => "Vector",
                string other => other,
            });
        }

        pushed.AddRange(Push().Matches(nested).Select(push => FieldName(push.Groups[1].Value)));
        Assert.That(FieldsInOrder(typeof(NestedFrame)), Is.EqualTo(pushed.AsEnumerable().Reverse()));
    }

    [Test]
    public void NestedFrame_Pops_AreThePushesReversed()
    {
        string nested = Function(ReadNucleus("Interrupts/entry.S"), "asm_nested");
        IEnumerable<string> popped = Pop().Matches(nested).Select(pop => pop.Groups[1].Value);
        Assert.That(popped, Is.EqualTo(Push().Matches(nested).Select(push => push.Groups[1].Value).Reverse()));
        Assert.That(nested, Does.Match(@"addq \$16, %rsp\s+iretq"), "vector and error code are taken off");
    }

    [Test]
    public void NestedFrame_GeneralRegisters_LieAsInThreadRegisters()
    {
        string[] general = FieldsInOrder(typeof(NestedFrame)).TakeWhile(field => field != "Vector").ToArray();
        Assert.That(general, Has.Length.EqualTo(15));
        Assert.That(FieldsInOrder(typeof(ThreadRegisters)).Take(15), Is.EqualTo(general));
    }

    private static IEnumerable<(string Name, long Value)> Equates() => Equate().Matches(ReadNucleus("Cpu/layout.inc"))
        .Select(match => (match.Groups[1].Value, ParseNumber(match.Groups[2].Value)));

    private static long ParseNumber(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : long.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> FieldsInOrder(Type type) => type
        .GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
        .Select(field => field.Name)
        .OrderBy(name => (long)Marshal.OffsetOf(type, name));

    private static string FieldName(string register)
    {
        string name = register.TrimStart('%');
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>The text of an assembly function from its label to its size.</summary>
    private static string Function(string source, string name)
    {
        int start = source.IndexOf($"\n{name}:", StringComparison.Ordinal);
        int end = source.IndexOf($".size {name},", StringComparison.Ordinal);
        Assert.That(start >= 0 && end > start, Is.True, $"entry.S has no function {name}");
        return source[start..end];
    }

    private static string ReadNucleus(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CosmosNvme.sln")))
        {
            folder = folder.Parent;
        }

        Assert.That(folder, Is.Not.Null, "the test does not run inside the repository");
        return File.ReadAllText(Path.Combine(folder!.FullName, "Kernel/Nucleus", path));
    }

    [GeneratedRegex(@"^\s*\.equ\s+(\w+),\s*(\w+)", RegexOptions.Multiline)]
    private static partial Regex Equate();

    [GeneratedRegex(@"^\s*pushq\s+([%$]\w+)", RegexOptions.Multiline)]
    private static partial Regex Push();

    [GeneratedRegex(@"^\s*popq\s+(%\w+)", RegexOptions.Multiline)]
    private static partial Regex Pop();
}
