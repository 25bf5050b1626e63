using System.Collections.Generic;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Call-frame programs written by hand, against the table that the DWARF standard says they stand for.</summary>
[TestFixture]
internal sealed unsafe class CfiProgramTests
{
    private const ulong Start = 0x1000;

    // def_cfa rsp+8; offset rip at cfa-8: what every x86-64 function starts with.
    private static readonly byte[] s_common = [0x0C, 7, 8, 0x90, 1];

    [TestCase(0, "rsp+8 rip=c-8")]
    [TestCase(1, "rsp+16 rbp=c-16 rip=c-8")]
    [TestCase(4, "rbp+16 rbp=c-16 rip=c-8")]
    [TestCase(260, "rbp+16 rbp=c-16 rip=c-8")]
    [TestCase(261, "rsp+8 rbp=c-16 rip=c-8")]
    public void Run_FunctionWithFramePointer_GivesTheRowOfEachAddress(int offset, string expected)
    {
        // advance 1; def_cfa_offset 16; offset rbp; advance 3; def_cfa_register rbp; advance_loc2 257; def_cfa rsp+8
        byte[] program = [0x41, 0x0E, 16, 0x86, 2, 0x43, 0x0D, 6, 0x03, 1, 1, 0x0C, 7, 8];

        Assert.That(Row(program, offset), Is.EqualTo(expected));
    }

    [TestCase(new byte[] { 0x0E, 32, 0x83, 2, 0x0A, 0x0E, 8, 0xC3, 0x0B }, "rsp+32 rbx=c-16 rip=c-8", TestName = "Run_RememberAndRestoreState_RestoresCfaToo")]
    [TestCase(new byte[] { 0x83, 2, 0x83, 3, 0xC3 }, "rsp+8 rip=c-8", TestName = "Run_Restore_GivesTheInitialRule")]
    [TestCase(new byte[] { 0x05, 3, 2, 0x06, 3 }, "rsp+8 rip=c-8", TestName = "Run_RestoreExtended_GivesTheInitialRule")]
    [TestCase(new byte[] { 0x05, 12, 2 }, "rsp+8 r12=c-16 rip=c-8", TestName = "Run_OffsetExtended_IsFactored")]
    [TestCase(new byte[] { 0x11, 12, 0x7F }, "rsp+8 r12=c+8 rip=c-8", TestName = "Run_OffsetExtendedSigned_IsFactored")]
    [TestCase(new byte[] { 0x14, 3, 2 }, "rsp+8 rbx=v-16 rip=c-8", TestName = "Run_ValueOffset_IsTheValueItself")]
    [TestCase(new byte[] { 0x15, 3, 0x7E }, "rsp+8 rbx=v+16 rip=c-8", TestName = "Run_ValueOffsetSigned_IsTheValueItself")]
    [TestCase(new byte[] { 0x09, 3, 12 }, "rsp+8 rbx=r12 rip=c-8", TestName = "Run_Register_NamesTheOther")]
    [TestCase(new byte[] { 0x07, 16 }, "rsp+8 rip=u", TestName = "Run_Undefined_EndsTheTrace")]
    [TestCase(new byte[] { 0x08, 3 }, "rsp+8 rbx=s rip=c-8", TestName = "Run_SameValue_IsKept")]
    [TestCase(new byte[] { 0x12, 7, 0x7E }, "rsp+16 rip=c-8", TestName = "Run_DefCfaSigned_IsFactored")]
    [TestCase(new byte[] { 0x13, 0x7D }, "rsp+24 rip=c-8", TestName = "Run_DefCfaOffsetSigned_IsFactored")]
    [TestCase(new byte[] { 0x2E, 0x80, 1, 0x0E, 16 }, "rsp+16 rip=c-8", TestName = "Run_ArgumentsSize_IsSkipped")]
    [TestCase(new byte[] { 0x2F, 3, 2 }, "rsp+8 rbx=c+16 rip=c-8", TestName = "Run_NegativeOffsetExtended_IsNegated")]
    [TestCase(new byte[] { 0x0F, 2, 0x77, 8, 0x0E }, null, TestName = "Run_OffsetOfExpressionCfa_IsRefused")]
    [TestCase(new byte[] { 0x0F, 2, 0x77, 8 }, "expression rip=c-8", TestName = "Run_DefCfaExpression_IsKept")]
    [TestCase(new byte[] { 0x10, 3, 2, 0x77, 8, 0x16, 6, 1, 0x30 }, "rsp+8 rbx=e rbp=ve rip=c-8", TestName = "Run_Expressions_AreKept")]
    [TestCase(new byte[] { 0x05, 100, 2, 0xB2, 1 }, "rsp+8 rip=c-8", TestName = "Run_VectorRegister_IsIgnored")]
    [TestCase(new byte[] { 0x0E, 0x80, 0x80, 4 }, "rsp+65536 rip=c-8", TestName = "Run_LongNumber_IsReadWhole")]
    [TestCase(new byte[] { 0x0B }, null, TestName = "Run_RestoreWithoutRemember_IsRefused")]
    [TestCase(new byte[] { 0x0A, 0x0A, 0x0A, 0x0A, 0x0A }, null, TestName = "Run_TooManyRememberedRows_IsRefused")]
    [TestCase(new byte[] { 0x3F }, null, TestName = "Run_UnknownInstruction_IsRefused")]
    [TestCase(new byte[] { 0x0E }, null, TestName = "Run_ProgramCutShort_IsRefused")]
    [TestCase(new byte[] { 0x10, 3, 100, 0 }, null, TestName = "Run_ExpressionBeyondTheEnd_IsRefused")]
    public void Run_Program(byte[] program, string? expected) => Assert.That(Row(program, 0), Is.EqualTo(expected));

    [Test]
    public void Run_AdvanceByFourBytes_CountsInCodeUnits()
    {
        byte[] program = [0x04, 0, 0, 1, 0, 0x0E, 16];

        Assert.That(Row(program, 0xFFFF), Is.EqualTo("rsp+8 rip=c-8"));
        Assert.That(Row(program, 0x10000), Is.EqualTo("rsp+16 rip=c-8"));
    }

    [Test]
    public void Run_RandomPrograms_NeverReadOutsideThem()
    {
        System.Random random = new(1);
        for (int round = 0; round < 3_000; round++)
        {
            byte[] program = new byte[random.Next(1, 40)];
            random.NextBytes(program);
            Row(program, random.Next(100));
        }

        Assert.Pass("No access outside the program.");
    }

    /// <summary>The row in the notation of readelf, without the registers that nothing is said of. Null: refused.</summary>
    internal static string Describe(CfiRow* row)
    {
        string[] names = ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];
        List<string> parts = [row->CfaKind == CfiRow.CfaIsExpression ? "expression" : $"{names[row->CfaRegister]}{row->CfaOffset:+0;-0;+0}"];
        for (int number = 0; number < UnwindRegisters.Count; number++)
        {
            long value = CfiRow.Value(row, number);
            string rule = CfiRow.Rule(row, number) switch
            {
                CfiRule.Unspecified => string.Empty,
                CfiRule.Undefined => "u",
                CfiRule.SameValue => "s",
                CfiRule.Offset => $"c{value:+0;-0;+0}",
                CfiRule.ValueOffset => $"v{value:+0;-0;+0}",
                CfiRule.Register => value is >= 0 and < UnwindRegisters.Count ? names[value] : $"r{value}",
                CfiRule.Expression => "e",
                _ => "ve",
            };
            if (rule.Length > 0)
            {
                parts.Add($"{names[number]}={rule}");
            }
        }

        return string.Join(' ', parts);
    }

    private static string? Row(byte[] program, int offset)
    {
        using GuardedBytes common = new(s_common);
        using GuardedBytes bytes = new(program);
        FrameDescription description = default;
        description.Start = Start;
        description.Length = 0x100000;
        description.CodeAlignment = 1;
        description.DataAlignment = -8;
        description.ReturnRegister = UnwindRegisters.RipNumber;
        description.CommonProgram.Set(common.Start, common.End);
        description.Program.Set(bytes.Start, bytes.End);

        CfiState state;
        if (!CfiProgram.Run(&description, Start + (ulong)offset, &state))
        {
            return null;
        }

        // A random program may name any register for the CFA; the unwinder checks that.
        return state.Row.CfaRegister < UnwindRegisters.Count ? Describe(&state.Row) : string.Empty;
    }
}
