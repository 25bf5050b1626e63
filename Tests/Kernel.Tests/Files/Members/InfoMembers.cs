using System;
using System.IO;
using System.Runtime.Versioning;
using System.Text;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="FileSystemInfo"/>, <see cref="FileInfo"/> and <see cref="DirectoryInfo"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class InfoMembers
{
    private const string Denied = nameof(UnauthorizedAccessException);
    private const string Failed = nameof(IOException);
    private const string Day = "2011-12-13 00:00:00";

    private static readonly EnumerationOptions s_deep = new() { RecurseSubdirectories = true };

    internal static readonly MemberUse[] OfBoth =
    [
        new(nameof(FileSystemInfo.Attributes), p => $"{new FileInfo(p + "/f").Attributes & ~FileAttributes.Archive & ~FileAttributes.Normal} {new DirectoryInfo(p + "/d").Attributes}", "None Directory") { OnFat = "None Directory" },
        new(nameof(FileSystemInfo.Attributes), p => Change(new FileInfo(p + "/f"), info => info.Attributes = FileAttributes.ReadOnly, info => info.IsReadOnly), "True"),
        new(nameof(FileSystemInfo.CreateAsSymbolicLink), p => Change(new FileInfo(p + "/l"), info => info.CreateAsSymbolicLink("f"), info => info.LinkTarget), "f") { OnFat = Denied },
        new(nameof(FileSystemInfo.CreationTime), p => Change(new FileInfo(p + "/f"), info => info.CreationTime = Time.ToLocalTime(), info => Uses.Day(info.CreationTime)), Day),
        new(nameof(FileSystemInfo.CreationTimeUtc), p => Change(new DirectoryInfo(p + "/d"), info => info.CreationTimeUtc = Time, info => Uses.Day(info.CreationTimeUtc)), Day),
        new(nameof(FileSystemInfo.Delete), p => Names(p, () => ((FileSystemInfo)new FileInfo(p + "/f")).Delete()), "d g"),
        new(nameof(FileSystemInfo.Exists), p => ((FileSystemInfo)new FileInfo(p + "/none")).Exists, "False"),
        new(nameof(FileSystemInfo.Extension), p => new FileInfo(p + "/a.b.c").Extension, ".c"),
        new(nameof(FileSystemInfo.FullName), p => new FileInfo(p + "/d/../f").FullName, "P/f"),
#pragma warning disable SYSLIB0050, SYSLIB0051 // Obsolete, as all of serialization.
        new(nameof(FileSystemInfo.GetObjectData), p => After(() => new FileInfo(p).GetObjectData(null!, default), () => null), nameof(PlatformNotSupportedException)),
#pragma warning restore SYSLIB0050, SYSLIB0051
        new(nameof(FileSystemInfo.LastAccessTime), p => Change(new FileInfo(p + "/f"), info => info.LastAccessTime = Time.ToLocalTime(), info => Uses.Day(info.LastAccessTime)), Day),
        new(nameof(FileSystemInfo.LastAccessTimeUtc), p => Change(new DirectoryInfo(p + "/d"), info => info.LastAccessTimeUtc = Time, info => Uses.Day(info.LastAccessTimeUtc)), Day),
        new(nameof(FileSystemInfo.LastWriteTime), p => Change(new FileInfo(p + "/f"), info => info.LastWriteTime = Time.ToLocalTime(), info => Uses.Day(info.LastWriteTime)), Day),
        new(nameof(FileSystemInfo.LastWriteTimeUtc), p => Change(new DirectoryInfo(p + "/d"), info => info.LastWriteTimeUtc = Time, info => Uses.Day(info.LastWriteTimeUtc)), Day),
        new(nameof(FileSystemInfo.LinkTarget), p => new FileInfo(p + "/f").LinkTarget, string.Empty),
        new(nameof(FileSystemInfo.Name), p => ((FileSystemInfo)new DirectoryInfo(p + "/d/")).Name, "d"),
        new(nameof(FileSystemInfo.Refresh), p => ExistAfterRefresh(p), "False True"),
        new(nameof(FileSystemInfo.ResolveLinkTarget), p => new FileInfo(p + "/f").ResolveLinkTarget(returnFinalTarget: true), string.Empty),
        new(nameof(FileSystemInfo.ToString), p => new FileInfo(p + "/f").ToString(), "P/f"),
        new(nameof(FileSystemInfo.UnixFileMode), p => Change(new FileInfo(p + "/f"), info => info.UnixFileMode = UnixFileMode.UserRead, info => info.UnixFileMode & (UnixFileMode.UserRead | UnixFileMode.UserWrite)), "UserRead"),
        new(nameof(FileSystemInfo.UnixFileMode), p => After(() => new FileInfo(p + "/none").UnixFileMode = UnixFileMode.UserRead, () => null), nameof(FileNotFoundException)),
    ];

    internal static readonly MemberUse[] OfFiles =
    [
        new(".ctor", p => new FileInfo(p + "/f").Exists, "True"),
        new(".ctor", p => new FileInfo(string.Empty), nameof(ArgumentException)),
        new(nameof(FileInfo.AppendText), p => Content(p, () => Write(new FileInfo(p + "/f").AppendText())), "helloX"),
        new(nameof(FileInfo.CopyTo), p => new FileInfo(p + "/f").CopyTo(p + "/c").Length, "5"),
        new(nameof(FileInfo.CopyTo), p => new FileInfo(p + "/f").CopyTo(p + "/d/g"), Failed),
        new(nameof(FileInfo.CopyTo), p => File.ReadAllText(new FileInfo(p + "/f").CopyTo(p + "/d/g", overwrite: true).FullName), "hello"),
        new(nameof(FileInfo.Create), p => Content(p, () => new FileInfo(p + "/f").Create().Dispose()), string.Empty),
        new(nameof(FileInfo.CreateText), p => Content(p, () => Write(new FileInfo(p + "/f").CreateText())), "X"),
#pragma warning disable CA1416 // That these are for Windows alone is what is tested.
        new(nameof(FileInfo.Decrypt), p => After(() => new FileInfo(p + "/f").Decrypt(), () => null), nameof(PlatformNotSupportedException)),
        new(nameof(FileInfo.Encrypt), p => After(() => new FileInfo(p + "/f").Encrypt(), () => null), nameof(PlatformNotSupportedException)),
#pragma warning restore CA1416
        new(nameof(FileInfo.Delete), p => Names(p, () => new FileInfo(p + "/f").Delete()), "d g"),
        new(nameof(FileInfo.Delete), p => Names(p, () => new FileInfo(p + "/d").Delete()), Denied),
        new(nameof(FileInfo.Directory), p => new FileInfo(p + "/f").Directory!.FullName, "P"),
        new(nameof(FileInfo.DirectoryName), p => new FileInfo(p + "/f").DirectoryName, "P"),
        new(nameof(FileInfo.Exists), p => new FileInfo(p + "/d").Exists, "False"),
        new(nameof(FileInfo.IsReadOnly), p => Change(new FileInfo(p + "/f"), info => info.IsReadOnly = true, info => info.IsReadOnly), "True"),
        new(nameof(FileInfo.Length), p => new FileInfo(p + "/f").Length, "5"),
        new(nameof(FileInfo.Length), p => new FileInfo(p + "/none").Length, nameof(FileNotFoundException)),
        new(nameof(FileInfo.MoveTo), p => Names(p, () => new FileInfo(p + "/f").MoveTo(p + "/m")), "d g m"),
        new(nameof(FileInfo.MoveTo), p => Names(p, () => new FileInfo(p + "/f").MoveTo(p + "/d/g")), Failed),
        new(nameof(FileInfo.MoveTo), p => Names(p, () => new FileInfo(p + "/f").MoveTo(p + "/d/g", overwrite: true)), "d g"),
        new(nameof(FileInfo.Name), p => new FileInfo(p + "/f").Name, "f"),
        new(nameof(FileInfo.Open), p => Content(p, () => new FileInfo(p + "/f").Open(FileMode.Truncate, FileAccess.Write, FileShare.None).Dispose()), string.Empty),
        new(nameof(FileInfo.Open), p => new FileInfo(p + "/none").Open(new FileStreamOptions { Mode = FileMode.Open }), nameof(FileNotFoundException)),
        new(nameof(FileInfo.OpenRead), p => Read(new StreamReader(new FileInfo(p + "/f").OpenRead(), Encoding.UTF8)), "hello"),
        new(nameof(FileInfo.OpenText), p => Read(new FileInfo(p + "/f").OpenText()), "hello"),
        new(nameof(FileInfo.OpenWrite), p => Content(p, () => Write(new StreamWriter(new FileInfo(p + "/f").OpenWrite()))), "Xello"),
        new(nameof(FileInfo.Replace), p => $"{new FileInfo(p + "/f").Replace(p + "/d/g", p + "/b").Length} {File.ReadAllText(p + "/d/g")} {File.ReadAllText(p + "/b")}", "5 hello inner"),
    ];

    internal static readonly MemberUse[] OfDirectories =
    [
        new(".ctor", p => new DirectoryInfo(p + "/d").Exists, "True"),
        new(nameof(DirectoryInfo.Create), p => Names(p, () => new DirectoryInfo(p + "/n/m").Create()), "d f g m n"),
        new(nameof(DirectoryInfo.Create), p => Names(p, () => new DirectoryInfo(p + "/f").Create()), Failed),
        new(nameof(DirectoryInfo.CreateSubdirectory), p => new DirectoryInfo(p + "/d").CreateSubdirectory("s").FullName, "P/d/s"),
        new(nameof(DirectoryInfo.Delete), p => Names(p, () => new DirectoryInfo(p + "/d").Delete(recursive: true)), "f"),
        new(nameof(DirectoryInfo.Delete), p => Names(p, () => new DirectoryInfo(p + "/d").Delete()), Failed),
        new(nameof(DirectoryInfo.EnumerateDirectories), p => Names(new DirectoryInfo(p).EnumerateDirectories("*", SearchOption.AllDirectories)), "d"),
        new(nameof(DirectoryInfo.EnumerateFiles), p => Names(new DirectoryInfo(p).EnumerateFiles("*", s_deep)), "f g"),
        new(nameof(DirectoryInfo.EnumerateFileSystemInfos), p => Names(new DirectoryInfo(p).EnumerateFileSystemInfos()), "d f"),
        new(nameof(DirectoryInfo.Exists), p => new DirectoryInfo(p + "/f").Exists, "False"),
        new(nameof(DirectoryInfo.GetDirectories), p => Names(new DirectoryInfo(p).GetDirectories()), "d"),
        new(nameof(DirectoryInfo.GetFiles), p => Names(new DirectoryInfo(p).GetFiles("?", SearchOption.AllDirectories)), "f g"),
        new(nameof(DirectoryInfo.GetFiles), p => Names(new DirectoryInfo(p + "/none").GetFiles()), nameof(DirectoryNotFoundException)),
        new(nameof(DirectoryInfo.GetFileSystemInfos), p => Names(new DirectoryInfo(p).GetFileSystemInfos("*", s_deep)), "d f g"),
        new(nameof(DirectoryInfo.MoveTo), p => Names(p, () => new DirectoryInfo(p + "/d").MoveTo(p + "/m")), "f g m"),
        new(nameof(DirectoryInfo.MoveTo), p => Names(p, () => new DirectoryInfo(p + "/d").MoveTo(p + "/f")), Failed),
        new(nameof(DirectoryInfo.Name), p => new DirectoryInfo(p + "/d").Name, "d"),
        new(nameof(DirectoryInfo.Parent), p => new DirectoryInfo(p + "/d").Parent!.FullName, "P"),
        new(nameof(DirectoryInfo.Root), p => new DirectoryInfo(p + "/d").Root.FullName, "/"),
    ];

    // What it was before is looked at first, so that it is in the object's memory.
    private static object? Change<T>(T info, Action<T> change, Func<T, object?> look)
        where T : FileSystemInfo
    {
        _ = info.Exists;
        change(info);
        return look(info);
    }

    private static string ExistAfterRefresh(string folder)
    {
        FileInfo info = new(folder + "/new");
        bool before = info.Exists;
        File.WriteAllText(info.FullName, "x");
        info.Refresh();
        return $"{before} {info.Exists}";
    }

    private static void Write(StreamWriter writer)
    {
        using (writer)
        {
            writer.Write('X');
        }
    }

    private static string Read(StreamReader reader)
    {
        using (reader)
        {
            return reader.ReadToEnd();
        }
    }
}
