using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using System.Threading.Tasks;
using static CosmosNvme.Shell.SelfTests.SelfTestContext;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>A walk through the class library.</summary>
internal static class LibrarySelfTests
{
    internal static readonly SelfTest[] All =
    [
        new("console-write", "System.Console writes a line", RunConsole),
        new("regex", "a regular expression", RunRegex),
        new("json", "JSON parsed and written", RunJson),
        new("deflate", "a mebibyte compressed and expanded", RunDeflate),
        new("linq-and-numbers", "LINQ, big integers, floating point, culture-free formatting", RunNumbers),
        new("channels", "a producer and a consumer over a bounded channel", RunChannels),
        new("random", "two random generators differ", RunRandom),
        new("files", "System.IO reads the files that the nucleus offers", RunFiles),
    ];

    private static void RunConsole(SelfTestContext context)
    {
        Console.WriteLine("console-write: a line through System.Console");
        Console.Out.Flush();
    }

    private static void RunRegex(SelfTestContext context)
    {
        Match match = Regex.Match("nvme12n3p4", @"^nvme(?<controller>\d+)n(?<namespace>\d+)(p(?<partition>\d+))?$", RegexOptions.CultureInvariant);
        Check(match.Success && match.Groups["namespace"].Value == "3", "the expression did not match");
        Check(!Regex.IsMatch("nvme12n", @"^nvme\d+n\d+$"), "the expression matched what it should not");
    }

    private static void RunJson(SelfTestContext context)
    {
        JsonNode? node = JsonNode.Parse("""{"devices":[{"name":"nvme0","size":1073741824,"ready":true}]}""");
        JsonNode? device = node?["devices"]?[0];
        Check((string?)device?["name"] == "nvme0" && (long?)device["size"] == 1L << 30, "the values were not read");
        device["ready"] = false;
        Check(node!.ToJsonString().Contains("\"ready\":false", StringComparison.Ordinal), $"written: {node.ToJsonString()}");
    }

    private static void RunDeflate(SelfTestContext context)
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
        Check(packed.Length < original.Length, $"{original.Length} bytes were packed into {packed.Length}");
        Check(expanded.ToArray().AsSpan().SequenceEqual(original), "the expanded bytes differ");
    }

    private static void RunNumbers(SelfTestContext context)
    {
        BigInteger factorial = Enumerable.Range(1, 30).Aggregate(BigInteger.One, (product, factor) => product * factor);
        Check(factorial.ToString(null, null) == "265252859812191058636308480000000", $"30! is {factorial}");
        double root = Enumerable.Range(1, 1000).Sum(number => Math.Sqrt(number));
        Check(Math.Abs(root - 21_097.455_887_48) < 1e-6, $"the sum of 1000 square roots is {root:R}");
        Check(FormattableString.Invariant($"{1234.5:N2} {0.1 + 0.2:R} {-7:D4}") == "1,234.50 0.30000000000000004 -0007", "formatting differs");
    }

    private static void RunChannels(SelfTestContext context) => RunChannelsCore().GetAwaiter().GetResult();

    private static async Task RunChannelsCore()
    {
        const int Items = 10_000;
        Channel<int> channel = Channel.CreateBounded<int>(16);
        Task producer = Task.Run(async () =>
        {
            for (int item = 0; item < Items; item++)
            {
                await channel.Writer.WriteAsync(item).ConfigureAwait(false);
            }

            channel.Writer.Complete();
        });
        long sum = 0;
        await foreach (int item in channel.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            sum += item;
        }

        await producer.ConfigureAwait(false);
        Check(sum == (long)Items * (Items - 1) / 2, $"the items add up to {sum}");
    }

    private static void RunRandom(SelfTestContext context)
    {
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        new Random().NextBytes(first);
        new Random().NextBytes(second);
        Check(!first.AsSpan().SequenceEqual(second), "two generators with seeds of their own gave the same 32 bytes");
        Check(Guid.NewGuid() != Guid.NewGuid(), "two new GUIDs are equal");
    }

    private static void RunFiles(SelfTestContext context)
    {
        string memory = Encoding.ASCII.GetString(File.ReadAllBytes("/proc/meminfo"));
        Check(memory.Contains("MemTotal:", StringComparison.Ordinal), $"/proc/meminfo holds: {memory}");
        using FileStream random = new("/dev/urandom", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] bytes = new byte[64];
        random.ReadExactly(bytes);
        Check(bytes.AsSpan().ContainsAnyExcept((byte)0), "/dev/urandom gave only zeros");
        bool missing = false;
        try
        {
            File.ReadAllBytes("/no/such/file");
        }
        catch (IOException)
        {
            missing = true;
        }

        Check(missing, "a missing file could be read");
    }
}
