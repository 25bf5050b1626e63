using System;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class DiskSpecTests
{
    [TestCase("disk.img", "disk.img", "")]
    [TestCase("disk.img,serial=one", "disk.img", "serial=one")]
    [TestCase("/a b/d.img,serial=one,max_ioqpairs=4", "/a b/d.img", "serial=one max_ioqpairs=4")]
    [TestCase("a,,b.img,serial=x,,y", "a,b.img", "serial=x,y")]
    [TestCase("disk.img,serial=", "disk.img", "serial=")]
    [TestCase("disk.img,subsys=a=b", "disk.img", "subsys=a=b")]
    [TestCase("a,,", "a,", "")]
    public void Parse_WellFormed_GivesPathAndProperties(string text, string path, string properties)
    {
        DiskSpec disk = DiskSpec.Parse(text);
        Assert.That(disk.Path, Is.EqualTo(path));
        Assert.That(string.Join(' ', disk.Properties.Select(pair => $"{pair.Key}={pair.Value}")), Is.EqualTo(properties));
    }

    [TestCase("", "no disk image")]
    [TestCase(",serial=one", "no disk image")]
    [TestCase("disk.img,", "not key=value")]
    [TestCase("disk.img,serial", "not key=value")]
    [TestCase("disk.img,=x", "not key=value")]
    [TestCase("disk.img,serial=a,serial=b", "appears twice")]
    [TestCase("disk.img,drive=other", "set by the path")]
    public void Parse_Malformed_SaysWhatIsWrong(string text, string message) =>
        Assert.That(() => DiskSpec.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(message));
}
