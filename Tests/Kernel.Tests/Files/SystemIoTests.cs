using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>
/// Programs that know nothing of this kernel: only System.IO. They run in the kernel on each file system that can be written, and on the
/// host under Linux, which shows that what they expect is what Linux's users know.
/// </summary>
[SupportedOSPlatform("linux")]
internal abstract partial class SystemIoTests
{
    private string _folder = string.Empty;

    /// <summary>A directory that can be written.</summary>
    protected abstract string Place { get; }

    /// <summary>Whether the file system has symbolic links and all permission bits.</summary>
    protected abstract bool IsUnix { get; }

    [SetUp]
    public void MakeFolder()
    {
        _folder = Path.Combine(Place, "io " + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(_folder);
    }

    [TearDown]
    public void RemoveFolder()
    {
        Directory.Delete(_folder, recursive: true);
        Assert.That(Directory.Exists(_folder), Is.False);
    }

    [Test]
    public void File_WholeTextsAndBytes_ComeBack()
    {
        string path = At("täxt with spaces.txt");
        File.WriteAllText(path, "first\nsecond\n");
        File.AppendAllText(path, "third\n");
        File.AppendAllLines(path, ["fourth"]);
        Assert.That(File.ReadAllLines(path), Is.EqualTo(new[] { "first", "second", "third", "fourth" }));
        Assert.That(File.ReadLines(path).Count(), Is.EqualTo(4));
        byte[] bytes = Pattern(300_000, 1);
        File.WriteAllBytes(path, bytes);
        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(new FileInfo(path).Length, Is.EqualTo(300_000));
    }

    [Test]
    public void FileStream_SeekReadWriteTruncate_IsThatOfAMemoryStream()
    {
        Random random = new(5);
        using FileStream stream = new(At("stream"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 512);
        using MemoryStream model = new();
        for (int i = 0; i < 300; i++)
        {
            int place = random.Next(40_000);
            byte[] data = Pattern(random.Next(3000), i);
            stream.Position = place;
            model.Position = place;
            switch (random.Next(4))
            {
                case 0:
                    stream.SetLength(place);
                    model.SetLength(place);
                    break;
                case 1:
                    byte[] other = new byte[data.Length];
                    Assert.That(stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false), Is.EqualTo(model.ReadAtLeast(other, other.Length, throwOnEndOfStream: false)));
                    break;
                default:
                    stream.Write(data);
                    model.Write(data);
                    break;
            }
        }

        stream.Flush(flushToDisk: true);
        Assert.That(stream.Length, Is.EqualTo(model.Length));
        stream.Position = 0;
        byte[] all = new byte[model.Length];
        stream.ReadExactly(all);
        Assert.That(all.AsSpan().SequenceEqual(model.ToArray()), Is.True);
    }

    [TestCase(FileMode.CreateNew, true, typeof(IOException))]
    [TestCase(FileMode.Open, false, typeof(FileNotFoundException))]
    [TestCase(FileMode.Truncate, false, typeof(FileNotFoundException))]
    [TestCase(FileMode.Create, true, null)]
    [TestCase(FileMode.OpenOrCreate, false, null)]
    [TestCase(FileMode.Append, false, null)]
    public void FileMode_OfEachKind_DoesWhatItSays(FileMode mode, bool exists, Type? exception)
    {
        string path = At("mode");
        if (exists)
        {
            File.WriteAllText(path, "there");
        }

        Action open = () => new FileStream(path, mode, FileAccess.Write).Dispose();
        if (exception is not null)
        {
            Assert.That(open, Throws.InstanceOf(exception));
            return;
        }

        open();
        Assert.That(File.ReadAllText(path), Is.Empty);
    }

    [Test]
    public void Exceptions_AreThoseThatLinuxUsersKnow()
    {
        string file = At("file");
        File.WriteAllText(file, "x");
        Directory.CreateDirectory(At("directory/inner"));
        Assert.That(() => File.ReadAllText(At("none")), Throws.InstanceOf<FileNotFoundException>());
        Assert.That(() => File.ReadAllText(At("none/file")), Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(() => File.WriteAllText(At("none/file"), "x"), Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(() => File.WriteAllText(At("file/below"), "x"), Throws.InstanceOf<IOException>());
        Assert.That(() => File.ReadAllText(At("directory")), Throws.InstanceOf<UnauthorizedAccessException>());
        Assert.That(() => File.Delete(At("directory")), Throws.InstanceOf<UnauthorizedAccessException>());
        Assert.That(() => Directory.Delete(At("directory")), Throws.InstanceOf<IOException>());
        Assert.That(() => Directory.Delete(At("none")), Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(() => Directory.CreateDirectory(file), Throws.InstanceOf<IOException>());
        Assert.That(() => Directory.Move(At("none"), At("other")), Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(() => File.Move(At("none"), At("other")), Throws.InstanceOf<FileNotFoundException>());
        Assert.That(() => File.ReadAllText(At(new string('n', 300))), Throws.InstanceOf<PathTooLongException>());
        Assert.That(() => File.Delete(At("none")), Throws.Nothing);
        using FileStream reader = new(file, FileMode.Open, FileAccess.Read);
        Assert.That(() => reader.WriteByte(1), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void FileShare_None_KeepsOthersOut()
    {
        string path = At("shared");
        using (FileStream alone = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            alone.Write("x"u8);
            alone.Flush();
            Assert.That(() => File.ReadAllText(path), Throws.InstanceOf<IOException>());
            Assert.That(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), Throws.InstanceOf<IOException>());
        }

        using FileStream first = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using FileStream second = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Assert.That($"{first.ReadByte()} {second.ReadByte()}", Is.EqualTo("120 120"));
        Assert.That(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Lock_OfARange_IsTakenAndGivenBack()
    {
        using FileStream stream = new(At("locked"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Lock(10, 20);
        stream.Unlock(10, 20);
        Assert.That(() => stream.Lock(-1, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Move_CopyReplaceDelete_DoWhatTheySay()
    {
        File.WriteAllText(At("a"), "a");
        File.WriteAllText(At("b"), "b");
        Assert.That(() => File.Move(At("a"), At("b")), Throws.InstanceOf<IOException>());
        Assert.That(() => File.Copy(At("a"), At("b")), Throws.InstanceOf<IOException>());
        File.Copy(At("a"), At("c"));
        File.Move(At("a"), At("b"), overwrite: true);
        Assert.That($"{File.Exists(At("a"))} {File.ReadAllText(At("b"))} {File.ReadAllText(At("c"))}", Is.EqualTo("False a a"));
        File.WriteAllText(At("b"), "new");
        File.Replace(At("b"), At("c"), At("backup"));
        Assert.That($"{File.ReadAllText(At("c"))} {File.ReadAllText(At("backup"))}", Is.EqualTo("new a"));
        byte[] big = Pattern(600_000, 3);
        File.WriteAllBytes(At("big"), big);
        File.Copy(At("big"), At("c"), overwrite: true);
        Assert.That(File.ReadAllBytes(At("c")).AsSpan().SequenceEqual(big), Is.True);
        new FileInfo(At("c")).MoveTo(At("d"));
        new FileInfo(At("d")).Delete();
        Assert.That(Names(), Is.EqualTo(new[] { "backup", "big" }));
    }

    [Test]
    public void Directory_MakingListingMovingRemoving_DoWhatTheySay()
    {
        Directory.CreateDirectory(At("one/two/three"));
        foreach (int i in Enumerable.Range(0, 60))
        {
            File.WriteAllText(At($"one/file number {i:00}.txt"), $"{i}");
        }

        Assert.That(Directory.GetFiles(At("one"), "*r 1?.txt").Select(Path.GetFileName).Order(), Is.EqualTo(Enumerable.Range(10, 10).Select(i => $"file number {i}.txt")));
        Assert.That(Directory.EnumerateFileSystemEntries(At("one"), "*", SearchOption.AllDirectories).Count(), Is.EqualTo(62));
        Assert.That(Directory.GetDirectories(_folder, "t*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "three", "two" }));
        DirectoryInfo info = new(At("one"));
        Assert.That(info.EnumerateFiles().Sum(file => file.Length), Is.EqualTo(10 + (50 * 2)));
        Assert.That(info.GetDirectories().Single().Parent!.Name, Is.EqualTo("one"));
        Assert.That(info.CreateSubdirectory("sub").Exists, Is.True);
        Directory.Move(At("one"), At("moved"));
        Assert.That($"{Directory.Exists(At("one"))} {Directory.Exists(At("moved/two/three"))} {File.ReadAllText(At("moved/file number 42.txt"))}", Is.EqualTo("False True 42"));
        Directory.Delete(At("moved/sub"));
        Directory.Delete(At("moved"), recursive: true);
        Assert.That(Names(), Is.Empty);
    }

    [Test]
    public void Times_AndAttributes_AreKept()
    {
        string path = At("times");
        DateTime before = DateTime.UtcNow.AddSeconds(-3);
        File.WriteAllText(path, "x");
        Assert.That(File.GetLastWriteTimeUtc(path), Is.InRange(before, DateTime.UtcNow.AddSeconds(3)));
        DateTime time = new(2011, 12, 13, 14, 15, 16, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        Assert.That(new FileInfo(path).LastWriteTimeUtc, Is.EqualTo(time));
        File.SetAttributes(path, FileAttributes.ReadOnly);
        Assert.That(File.GetAttributes(path) & FileAttributes.ReadOnly, Is.EqualTo(FileAttributes.ReadOnly));
        File.SetAttributes(path, FileAttributes.Normal);
        Assert.That(File.GetAttributes(path) & FileAttributes.ReadOnly, Is.EqualTo((FileAttributes)0));
        Assert.That(File.GetAttributes(_folder) & FileAttributes.Directory, Is.EqualTo(FileAttributes.Directory));
        if (IsUnix)
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupExecute);
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.GroupExecute));
            File.SetLastAccessTimeUtc(path, time.AddMilliseconds(125));
            Assert.That(File.GetLastAccessTimeUtc(path), Is.EqualTo(time.AddMilliseconds(125)));
        }
    }

    [Test]
    public void SymbolicLinks_LeadWhereTheyShall()
    {
        File.WriteAllText(At("target"), "x");
        if (!IsUnix)
        {
            Assert.That(() => File.CreateSymbolicLink(At("link"), "target"), Throws.InstanceOf<Exception>());
            return;
        }

        File.CreateSymbolicLink(At("link"), "target");
        Directory.CreateSymbolicLink(At("up"), "..");
        Assert.That(File.ReadAllText(At("link")), Is.EqualTo("x"));
        Assert.That(File.ReadAllText(At("up/" + Path.GetFileName(_folder) + "/link")), Is.EqualTo("x"));
        Assert.That(new FileInfo(At("link")).LinkTarget, Is.EqualTo("target"));
        Assert.That(File.ResolveLinkTarget(At("link"), returnFinalTarget: true)!.FullName, Is.EqualTo(At("target")));
        Assert.That(File.GetAttributes(At("link")) & FileAttributes.ReparsePoint, Is.EqualTo(FileAttributes.ReparsePoint));
        File.Delete(At("link"));
        Assert.That(File.Exists(At("target")), Is.True);
        File.CreateSymbolicLink(At("round"), "round");
        Assert.That(() => File.ReadAllText(At("round")), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void RandomAccess_VectorsOfBuffers_AreReadAndWritten()
    {
        using SafeFileHandle handle = File.OpenHandle(At("random"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, preallocationSize: 10_000);
        byte[][] parts = [Pattern(1000, 1), Pattern(1, 2), [], Pattern(5000, 3)];
        RandomAccess.Write(handle, parts.Select(part => (ReadOnlyMemory<byte>)part).ToArray(), 100);
        Assert.That(RandomAccess.GetLength(handle), Is.EqualTo(6101));
        byte[][] read = [new byte[50], new byte[6000], new byte[5000]];
        Assert.That(RandomAccess.Read(handle, read.Select(part => (Memory<byte>)part).ToArray(), 50), Is.EqualTo(6051));
        Assert.That(read[0], Is.All.EqualTo(0));
        Assert.That(read[1].Concat(read[2]).Take(6001).SequenceEqual(parts.SelectMany(part => part)), Is.True);
        RandomAccess.SetLength(handle, 3);
        RandomAccess.FlushToDisk(handle);
        Assert.That(RandomAccess.Read(handle, new byte[10], 3), Is.Zero);
    }

    [Test]
    public async Task Asynchronous_ManyStreamsAtOnce_WriteTheirOwn()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            byte[] bytes = Pattern(100_000 + number, number);
            await using (FileStream stream = new(At($"async{number}"), FileMode.Create, FileAccess.Write, FileShare.None, 4096, useAsync: true))
            {
                for (int at = 0; at < bytes.Length; at += 10_000)
                {
                    await stream.WriteAsync(bytes.AsMemory(at, Math.Min(10_000, bytes.Length - at)));
                }

                await stream.FlushAsync();
            }

            byte[] read = await File.ReadAllBytesAsync(At($"async{number}"));
            Assert.That(read.AsSpan().SequenceEqual(bytes), Is.True);
        }));
    }

    [Test]
    public void AppendAndDelete_OfManyThreads_LoseNothing()
    {
        const int Threads = 4;
        const int Lines = 100;
        string path = At("log");
        using (SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            long end = 0;
            Parallel.For(0, Threads, number =>
            {
                for (int line = 0; line < Lines; line++)
                {
                    byte[] text = Encoding.UTF8.GetBytes($"{number:0} {line:000}\n");
                    RandomAccess.Write(handle, text, Interlocked.Add(ref end, text.Length) - text.Length);
                }
            });
        }

        Assert.That(File.ReadLines(path).Distinct().Count(), Is.EqualTo(Threads * Lines));
        Parallel.For(0, Threads, number =>
        {
            for (int i = 0; i < 20; i++)
            {
                string name = At($"{number} {i % 3}");
                File.WriteAllText(name, name);
                Assert.That(File.ReadAllText(name), Is.EqualTo(name));
                File.Move(name, name + " moved", overwrite: true);
                File.Delete(name + " moved");
            }
        });
        Assert.That(Names(), Is.EqualTo(new[] { "log" }));
    }

    [Test]
    public void Delete_OfAnOpenFile_LeavesItUsable()
    {
        using FileStream stream = new(At("gone"), FileMode.Create, FileAccess.ReadWrite, FileShare.Delete);
        stream.Write(Pattern(5000, 1));
        File.Delete(At("gone"));
        Assert.That(Names(), Is.Empty);
        stream.Write(Pattern(5000, 2));
        stream.Position = 5000;
        byte[] read = new byte[5000];
        stream.ReadExactly(read);
        Assert.That(read.AsSpan().SequenceEqual(Pattern(5000, 2)), Is.True);
        using FileStream temporary = new(At("temporary"), FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose | FileOptions.WriteThrough);
        temporary.WriteByte(1);
        temporary.Dispose();
        Assert.That(Names(), Is.Empty);
    }

    protected static byte[] Pattern(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private string At(string name) => Path.Combine(_folder, name);

    private IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(_folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray();
}
