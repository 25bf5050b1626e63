using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture, NonParallelizable]
internal sealed unsafe class DwarfExpressionTests
{
    private const ulong StackAddress = 0x7000_0000;

    [TestCase(new byte[] { 0x37 }, 7ul, TestName = "Evaluate_Literal")]
    [TestCase(new byte[] { }, 1000ul, TestName = "Evaluate_Nothing_IsTheInitialValue")]
    [TestCase(new byte[] { 0x23, 5 }, 1005ul, TestName = "Evaluate_PlusConstant")]
    [TestCase(new byte[] { 0x09, 0xFF, 0x22 }, 999ul, TestName = "Evaluate_SignedByteAdded")]
    [TestCase(new byte[] { 0x0A, 0xE8, 3, 0x1C }, 0ul, TestName = "Evaluate_Minus")]
    [TestCase(new byte[] { 0x10, 0x80, 1 }, 128ul, TestName = "Evaluate_VariableConstant")]
    [TestCase(new byte[] { 0x11, 0x7F }, ulong.MaxValue, TestName = "Evaluate_SignedVariableConstant")]
    [TestCase(new byte[] { 0x77, 8, 0x06 }, 22ul, TestName = "Evaluate_RegisterAndMemory")]
    [TestCase(new byte[] { 0x12, 0x22 }, 2000ul, TestName = "Evaluate_Duplicate")]
    [TestCase(new byte[] { 0x30, 0x13 }, 1000ul, TestName = "Evaluate_Drop")]
    // The procedure linkage table: rsp + 8 + ((rip & 15) >= 11 ? 8 : 0); rip ends in 0xB here.
    [TestCase(new byte[] { 0x77, 8, 0x80, 0, 0x3F, 0x1A, 0x3B, 0x2A, 0x33, 0x24, 0x22 }, StackAddress + 16, TestName = "Evaluate_LinkageTable")]
    public void Evaluate_Operations(byte[] operations, ulong expected) => Assert.That(Evaluate(operations), Is.EqualTo((UnwindEnd.None, expected)));

    [TestCase(new byte[] { 0x22 }, UnwindEnd.BadInformation, TestName = "Evaluate_TooFewValues_IsRefused")]
    [TestCase(new byte[] { 0x30, 0x13, 0x13 }, UnwindEnd.BadInformation, TestName = "Evaluate_DropTheLast_IsRefused")]
    [TestCase(new byte[] { 0x2F, 0, 0 }, UnwindEnd.BadInformation, TestName = "Evaluate_Branch_IsRefused")]
    [TestCase(new byte[] { 0x0E, 1 }, UnwindEnd.BadInformation, TestName = "Evaluate_CutShort_IsRefused")]
    [TestCase(new byte[] { 0x70, 0 }, UnwindEnd.BadInformation, TestName = "Evaluate_LostRegister_IsRefused")]
    [TestCase(new byte[] { 0x8F, 0 }, UnwindEnd.BadInformation, TestName = "Evaluate_VectorRegister_IsRefused")]
    [TestCase(new byte[] { 0x06 }, UnwindEnd.BadMemory, TestName = "Evaluate_UnreadableMemory_IsRefused")]
    public void Evaluate_BadOperations(byte[] operations, UnwindEnd expected) => Assert.That(Evaluate(operations).End, Is.EqualTo(expected));

    [Test]
    public void Evaluate_TooManyValues_IsRefused()
    {
        byte[] operations = new byte[20];
        System.Array.Fill(operations, (byte)0x30);

        Assert.That(Evaluate(operations).End, Is.EqualTo(UnwindEnd.BadInformation));
    }

    private static (UnwindEnd End, ulong Value) Evaluate(byte[] operations)
    {
        ulong* stack = stackalloc ulong[] { 11, 22, 33 };
        UnwindRegisters registers;
        UnwindRegisters.Clear(&registers);
        registers.Rsp = StackAddress;
        registers.Rip = 0x100B;
        using GuardedBytes block = new([(byte)operations.Length, .. operations]);
        PanicMemory.UseCopy((byte*)stack, StackAddress, 24);
        try
        {
            ulong result;
            UnwindEnd end = DwarfExpression.Evaluate(block.Start, block.End, &registers, 1000, &result);
            return (end, result);
        }
        finally
        {
            PanicMemory.UseCopy(null, 0, 0);
        }
    }
}
