using System.Collections.Generic;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Fields of registers: transcribed from the specifications, and read back as written.</summary>
internal sealed class BitFieldTests
{
    // Field, its bits as the specification draws them.
    private static IEnumerable<TestCaseData> Fields()
    {
        yield return Case("MSI enable", MsiCapability.EnableField, 0x0001);
        yield return Case("MSI capable", MsiCapability.CapableField, 0x000e);
        yield return Case("MSI enabled messages", MsiCapability.EnabledMessagesField, 0x0070);
        yield return Case("MSI 64 bits", MsiCapability.WideField, 0x0080);
        yield return Case("MSI maskable", MsiCapability.MaskableField, 0x0100);
        yield return Case("MSI-X size", MsiXCapability.SizeField, 0x07ff);
        yield return Case("MSI-X function mask", MsiXCapability.FunctionMaskField, 0x4000);
        yield return Case("MSI-X enable", MsiXCapability.EnableField, 0x8000);
        yield return Case("MSI-X BAR", MsiXCapability.BarField, 0x7);
        yield return Case("MSI-X mask", MsiXTable.MaskField, 0x1);
        yield return Case("PM version", PowerManagementCapability.SpecificationVersionField, 0x0007);
        yield return Case("PM state", PowerManagementCapability.StateField, 0x0003);
        yield return Case("PM no soft reset", PowerManagementCapability.NoSoftResetField, 0x0008);
        yield return Case("PM event enable", PowerManagementCapability.EnableEventField, 0x0100);
        yield return Case("PM event", PowerManagementCapability.EventStatusField, 0x8000);
        yield return Case("Express version", PciExpressCapability.VersionField, 0x000f);
        yield return Case("Express type", PciExpressCapability.PortKindField, 0x00f0);
        yield return Case("Express slot", PciExpressCapability.SlotField, 0x0100);
        yield return Case("Express message", PciExpressCapability.MessageField, 0x3e00);
        yield return Case("Express payload supported", PciExpressCapability.LargestPayloadField, 0x7);
        yield return Case("Express function reset", PciExpressCapability.FunctionResetField, 0x10000000);
        yield return Case("Express payload", PciExpressCapability.PayloadField, 0x00e0);
        yield return Case("Express read request", PciExpressCapability.ReadRequestField, 0x7000);
        yield return Case("Express speed", PciExpressCapability.SpeedField, 0x000f);
        yield return Case("Express width", PciExpressCapability.WidthField, 0x03f0);
        yield return Case("Express port", PciExpressCapability.PortNumberField, 0xff000000);
    }

    [TestCaseSource(nameof(Fields))]
    public void Field_HasTheBitsOfTheSpecification(uint mask, int shift, int width)
    {
        Assert.That(new BitField(shift, width).Mask, Is.EqualTo(mask));
    }

    [Test]
    public void Field_SetThenGet_IsTheValueAndLeavesTheOthers()
    {
        Gen.Select(Gen.Int[0, 31], Gen.Int[1, 32], Gen.UInt, Gen.UInt)
            .Where((shift, width, _, _) => shift + width <= 32)
            .Sample((shift, width, register, value) =>
            {
                BitField field = new(shift, width);
                uint changed = field.Set(register, value);
                uint fitting = width == 32 ? value : value & ((1u << width) - 1);
                return field.Get(changed) == fitting && ((changed ^ register) & ~field.Mask) == 0;
            });
    }

    private static TestCaseData Case(string name, BitField field, uint mask) =>
        new TestCaseData(mask, field.Shift, field.Width).SetArgDisplayNames(name);
}
