using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using System.Threading.Tasks;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>A walk through the class library.</summary>
[ReadOnlyTest]
internal sealed class LibraryTests
{
    [Test]
    public void Console_StandardOutput_TakesALine()
    {
        // Not Console.Out, which is NUnit's while a test runs.
        using StreamWriter writer = new(Console.OpenStandardOutput());
        Assert.That(() => writer.WriteLine("LibraryTests: a line through System.Console"), Throws.Nothing);
    }

    [TestCase("nvme12n3p4", "3")]
    [TestCase("nvme0n1", "1")]
    [TestCase("nvme12n", "")]
    public void Regex_DeviceName_FindsTheNamespace(string name, string expected)
    {
        Match match = Regex.Match(name, @"^nvme(?<controller>\d+)n(?<namespace>\d+)(p(?<partition>\d+))?$", RegexOptions.CultureInvariant);
        Assert.That(match.Groups["namespace"].Value, Is.EqualTo(expected));
    }

    [Test]
    public void Json_ParsedChangedAndWritten_KeepsItsValues()
    {
        JsonNode device = JsonNode.Parse("""{"devices":[{"name":"nvme0","size":1073741824,"ready":true}]}""")!["devices"]![0]!;
        device["ready"] = false;
        Assert.Multiple(() =>
        {
            Assert.That((long)device["size"]!, Is.EqualTo(1L << 30));
            Assert.That(device.ToJsonString(), Is.EqualTo("""{"name":"nvme0","size":1073741824,"ready":false}"""));
        });
    }

    [Test]
    public void Deflate_AMebibyte_ExpandsToTheSame()
    {
        byte[] original = new byte[1 << 20];
        for (int index = 0; index < original.Length; index++)
        {
            original[index] = (byte)(index * index / 1000);
        }

        using MemoryStream packed = new();
        using (DeflateStream compressor = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressor.Write(original);
        }

        packed.Position = 0;
        using DeflateStream expander = new(packed, CompressionMode.Decompress);
        using MemoryStream expanded = new();
        expander.CopyTo(expanded);
        Assert.That(packed.Length, Is.LessThan(original.Length));
        Assert.That(expanded.ToArray().AsSpan().SequenceEqual(original), Is.True);
    }

    [Test]
    public void BigInteger_ThirtyFactorial_IsExact()
    {
        BigInteger factorial = Enumerable.Range(1, 30).Aggregate(BigInteger.One, (product, factor) => product * factor);
        Assert.That(factorial.ToString(null, null), Is.EqualTo("265252859812191058636308480000000"));
    }

    [Test]
    public void FloatingPoint_SumOfSquareRoots_IsRight() =>
        Assert.That(Enumerable.Range(1, 1000).Sum(number => Math.Sqrt(number)), Is.EqualTo(21_097.455_887_48).Within(1e-6));

    [Test]
    public void Formatting_Invariant_IsExact() =>
        Assert.That(FormattableString.Invariant($"{1234.5:N2} {0.1 + 0.2:R} {-7:D4}"), Is.EqualTo("1,234.50 0.30000000000000004 -0007"));

    [Test]
    public async Task Channel_BoundedWithProducerAndConsumer_CarriesEveryItem()
    {
        const int Items = 10_000;
        Channel<int> channel = Channel.CreateBounded<int>(16);
        Task producer = Task.Run(async () =>
        {
            for (int item = 0; item < Items; item++)
            {
                await channel.Writer.WriteAsync(item);
            }

            channel.Writer.Complete();
        });
        long sum = 0;
        await foreach (int item in channel.Reader.ReadAllAsync())
        {
            sum += item;
        }

        await producer;
        Assert.That(sum, Is.EqualTo((long)Items * (Items - 1) / 2));
    }

    [Test]
    public void Random_TwoGenerators_Differ()
    {
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        new Random().NextBytes(first);
        new Random().NextBytes(second);
        Assert.That(first, Is.Not.EqualTo(second));
        Assert.That(Guid.NewGuid(), Is.Not.EqualTo(Guid.NewGuid()));
    }

    [Test]
    public void File_OfTheNucleus_IsReadBySystemIo() => Assert.That(File.ReadAllText("/proc/meminfo"), Does.Contain("MemTotal:"));

    [Test]
    public void File_UrandomOfTheNucleus_IsNotAllZero()
    {
        using FileStream random = new("/dev/urandom", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] bytes = new byte[64];
        random.ReadExactly(bytes);
        Assert.That(bytes, Has.Some.Not.Zero);
    }

    [Test]
    public void File_Missing_IsAnIoException() => Assert.That(() => File.ReadAllBytes("/no/such/file"), Throws.InstanceOf<IOException>());
}
