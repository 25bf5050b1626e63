using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>Libraries that work on streams of files: compression, JSON, asynchronous enumeration, a log that many threads write.</summary>
[TestFixture]
internal sealed class LibrarySamplesTests
{
    private readonly string _folder = "/tmp/libraries";

    [SetUp]
    public void MakeFolder() => Directory.CreateDirectory(_folder);

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Zip_OfATree_UnpacksToTheSame()
    {
        Directory.CreateDirectory(At("tree/sub"));
        foreach (int i in Enumerable.Range(0, 20))
        {
            File.WriteAllText(At($"tree/sub/file {i}"), string.Concat(Enumerable.Repeat($"line {i}\n", i * 100)));
        }

        ZipFile.CreateFromDirectory(At("tree"), At("tree.zip"), CompressionLevel.Fastest, includeBaseDirectory: false);
        using (ZipArchive archive = ZipFile.Open(At("tree.zip"), ZipArchiveMode.Update))
        {
            using StreamWriter writer = new(archive.CreateEntry("added").Open());
            writer.Write("added");
        }

        ZipFile.ExtractToDirectory(At("tree.zip"), At("out"));
        Assert.That(Directory.GetFiles(At("out"), "*", SearchOption.AllDirectories), Has.Length.EqualTo(21));
        Assert.That(File.ReadAllBytes(At("out/sub/file 19")).AsSpan().SequenceEqual(File.ReadAllBytes(At("tree/sub/file 19"))), Is.True);
        Assert.That(File.ReadAllText(At("out/added")), Is.EqualTo("added"));
    }

    [Test]
    public async Task Gzip_OfAStream_UnpacksToTheSame()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * i} ")));
        await using (GZipStream packer = new(File.Create(At("numbers.gz")), CompressionLevel.Optimal))
        {
            await packer.WriteAsync(bytes);
        }

        Assert.That(new FileInfo(At("numbers.gz")).Length, Is.InRange(1000, bytes.Length / 2));
        using MemoryStream unpacked = new();
        await using (GZipStream unpacker = new(File.OpenRead(At("numbers.gz")), CompressionMode.Decompress))
        {
            await unpacker.CopyToAsync(unpacked);
        }

        Assert.That(unpacked.ToArray().AsSpan().SequenceEqual(bytes), Is.True);
    }

    [Test]
    public async Task Json_WrittenToAFile_IsReadAndChanged()
    {
        await using (FileStream file = File.Create(At("data.json")))
        await using (Utf8JsonWriter writer = new(file, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartArray();
            foreach (int i in Enumerable.Range(0, 2000))
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", i);
                writer.WriteString("name", $"näme {i}");
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        await using FileStream reader = File.OpenRead(At("data.json"));
        using JsonDocument document = await JsonDocument.ParseAsync(reader);
        Assert.That(document.RootElement.GetArrayLength(), Is.EqualTo(2000));
        Assert.That(document.RootElement[1234].GetProperty("name").GetString(), Is.EqualTo("näme 1234"));
    }

    [Test]
    public async Task Lines_ReadAsynchronously_ComeInOrder()
    {
        await File.WriteAllLinesAsync(At("lines"), Enumerable.Range(0, 3000).Select(i => $"{i}"));
        int expected = 0;
        await foreach (int number in NumbersAsync(At("lines")))
        {
            Assert.That(number, Is.EqualTo(expected++));
        }

        Assert.That(expected, Is.EqualTo(3000));
    }

    [Test]
    public void Log_WrittenByManyThreads_HasEveryLine()
    {
        const int Threads = 6;
        const int Lines = 200;
        using (StreamWriter log = new(new FileStream(At("log"), FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true })
        {
            TextWriter shared = TextWriter.Synchronized(log);
            Parallel.For(0, Threads, number =>
            {
                for (int line = 0; line < Lines; line++)
                {
                    shared.WriteLine($"{DateTime.UtcNow:O} thread {number} line {line}");
                }
            });
        }

        string[] lines = File.ReadAllLines(At("log"));
        Assert.That(lines, Has.Length.EqualTo(Threads * Lines));
        Assert.That(lines.Select(line => line[(line.IndexOf(' ') + 1)..]).Distinct().Count(), Is.EqualTo(Threads * Lines));
    }

    private static async IAsyncEnumerable<int> NumbersAsync(string path, [EnumeratorCancellation] System.Threading.CancellationToken cancellation = default)
    {
        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 512, useAsync: true));
        while (await reader.ReadLineAsync(cancellation) is string line)
        {
            yield return int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private string At(string name) => Path.Combine(_folder, name);
}
