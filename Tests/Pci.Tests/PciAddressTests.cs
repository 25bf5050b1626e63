using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Addresses as text.</summary>
internal sealed class PciAddressTests
{
    [TestCase("00:00.0", "0000:00:00.0")]
    [TestCase("0000:00:1f.2", "0000:00:1f.2")]
    [TestCase("ff:1F.7", "0000:ff:1f.7")]
    [TestCase("1:2:3.4", "0001:02:03.4")]
    [TestCase("ffff:ff:1f.7", "ffff:ff:1f.7")]
    public void Parse_Address_FormatsAsLspci(string text, string expected)
    {
        Assert.That(PciAddress.TryParse(text, out PciAddress address), Is.True);
        Assert.That(address.ToString(), Is.EqualTo(expected));
        Assert.That(address.ToShortString(), Is.EqualTo(expected[5..]));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("00")]
    [TestCase("00:00")]
    [TestCase("00:20.0")]
    [TestCase("00:00.8")]
    [TestCase("100:00:00.0.0")]
    [TestCase("100:00.0")]
    [TestCase("10000:00:00.0")]
    [TestCase("0:0:0:0.0")]
    [TestCase("+1:00.0")]
    [TestCase(" 1:00.0")]
    [TestCase("-1:00.0")]
    public void Parse_Nonsense_IsFalse(string? text)
    {
        Assert.That(PciAddress.TryParse(text, out PciAddress address), Is.False);
        Assert.That(address, Is.EqualTo(default(PciAddress)));
    }

    [Test]
    public void Order_IsSegmentBusDeviceFunction()
    {
        PciAddress[] ordered = [new(0, 0, 0, 7), new(0, 0, 1, 0), new(0, 1, 0, 0), new(1, 0, 0, 0)];
        for (int index = 1; index < ordered.Length; index++)
        {
            Assert.That(ordered[index - 1] < ordered[index] && ordered[index] > ordered[index - 1], Is.True);
            Assert.That(ordered[index - 1] <= ordered[index] && ordered[index] >= ordered[index - 1], Is.True);
        }
    }
}
