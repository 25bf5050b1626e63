using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="Directory"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class DirectoryMembers
{
    private const string Missing = nameof(DirectoryNotFoundException);
    private const string Failed = nameof(IOException);
    private const string Denied = nameof(UnauthorizedAccessException);

    private static readonly EnumerationOptions s_deep = new() { RecurseSubdirectories = true };

    internal static readonly MemberUse[] All =
    [
        new(nameof(Directory.CreateDirectory), p => Names(p, () => Directory.CreateDirectory(p + "/n/e/w")), "d e f g n w"),
        new(nameof(Directory.CreateDirectory), p => Names(p, () => Directory.CreateDirectory(p + "/d")), "d f g"),
        new(nameof(Directory.CreateDirectory), p => Names(p, () => Directory.CreateDirectory(p + "/f")), Failed),
        new(nameof(Directory.CreateDirectory), p => Names(p, () => Directory.CreateDirectory(p + "/f/below")), Missing),
        new(nameof(Directory.CreateDirectory), p => Directory.CreateDirectory(p + "/n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).UnixFileMode & UnixFileMode.UserExecute, "UserExecute"),
        new(nameof(Directory.CreateSymbolicLink), p => After(() => Directory.CreateSymbolicLink(p + "/l", "d"), () => File.ReadAllText(p + "/l/g")), "inner") { OnFat = Denied },
        new(nameof(Directory.CreateTempSubdirectory), p => RemoveTemporary(), "True True"),
        new(nameof(Directory.Delete), p => Names(p, () => Directory.Delete(p + "/d", recursive: true)), "f"),
        new(nameof(Directory.Delete), p => Names(p, () => Directory.Delete(p + "/d")), Failed),
        new(nameof(Directory.Delete), p => Names(p, () => Directory.Delete(p + "/f")), Missing),
        new(nameof(Directory.Delete), p => Names(p, () => Directory.Delete(p + "/none")), Missing),
        new(nameof(Directory.EnumerateDirectories), p => Names(Directory.EnumerateDirectories(p)), "d"),
        new(nameof(Directory.EnumerateDirectories), p => Names(Directory.EnumerateDirectories(p, "x*", SearchOption.AllDirectories)), string.Empty),
        new(nameof(Directory.EnumerateFiles), p => Names(Directory.EnumerateFiles(p, "*", SearchOption.AllDirectories)), "f g"),
        new(nameof(Directory.EnumerateFiles), p => Names(Directory.EnumerateFiles(p, "?", s_deep)), "f g"),
        new(nameof(Directory.EnumerateFiles), p => Names(Directory.EnumerateFiles(p + "/none")), Missing),
        new(nameof(Directory.EnumerateFiles), p => Names(Directory.EnumerateFiles(p + "/f")), Missing),
        new(nameof(Directory.EnumerateFileSystemEntries), p => Names(Directory.EnumerateFileSystemEntries(p, "*")), "d f"),
        new(nameof(Directory.Exists), p => $"{Directory.Exists(p + "/d")} {Directory.Exists(p + "/d/")} {Directory.Exists(p + "/f")} {Directory.Exists(p + "/none")}", "True True False False"),
        new(nameof(Directory.GetCreationTime), p => IsNow(Directory.GetCreationTime(p + "/d")), "True"),
        new(nameof(Directory.GetCreationTimeUtc), p => IsNow(Directory.GetCreationTimeUtc(p + "/d")), "True"),
        new(nameof(Directory.GetCurrentDirectory), p => Path.IsPathRooted(Directory.GetCurrentDirectory()), "True"),
        new(nameof(Directory.GetDirectories), p => Names(Directory.GetDirectories(p, "*", SearchOption.AllDirectories)), "d"),
        new(nameof(Directory.GetDirectoryRoot), p => Directory.GetDirectoryRoot(p), "/"),
        new(nameof(Directory.GetFiles), p => Names(Directory.GetFiles(p)), "f"),
        new(nameof(Directory.GetFiles), p => Names(Directory.GetFiles(p, "*", s_deep)), "f g"),
        new(nameof(Directory.GetFileSystemEntries), p => Names(Directory.GetFileSystemEntries(p, "*", s_deep)), "d f g"),
        new(nameof(Directory.GetLastAccessTime), p => IsToday(Directory.GetLastAccessTime(p + "/d")), "True"),
        new(nameof(Directory.GetLastAccessTimeUtc), p => IsToday(Directory.GetLastAccessTimeUtc(p + "/d")), "True"),
        new(nameof(Directory.GetLastWriteTime), p => IsNow(Directory.GetLastWriteTime(p + "/d")), "True"),
        new(nameof(Directory.GetLastWriteTimeUtc), p => IsNow(Directory.GetLastWriteTimeUtc(p + "/d")), "True"),
        new(nameof(Directory.GetLogicalDrives), p => Directory.GetLogicalDrives().Contains("/"), "True"),
        new(nameof(Directory.GetParent), p => Directory.GetParent(p + "/d")!.FullName, "P"),
        new(nameof(Directory.Move), p => After(() => Directory.Move(p + "/d", p + "/m"), () => File.ReadAllText(p + "/m/g")), "inner"),
        new(nameof(Directory.Move), p => Names(p, () => Directory.Move(p + "/d", p + "/f")), Failed),
        new(nameof(Directory.Move), p => Names(p, () => Directory.Move(p + "/d", p + "/d/below")), Failed),
        new(nameof(Directory.Move), p => Names(p, () => Directory.Move(p + "/f", p + "/m")), "d g m"),
        new(nameof(Directory.Move), p => Names(p, () => Directory.Move(p + "/none", p + "/m")), Missing),
        new(nameof(Directory.ResolveLinkTarget), p => Directory.ResolveLinkTarget(p + "/d", returnFinalTarget: true), string.Empty),
        new(nameof(Directory.ResolveLinkTarget), p => After(() => Directory.CreateSymbolicLink(p + "/l", "d"), () => Directory.ResolveLinkTarget(p + "/l", returnFinalTarget: false)!.FullName), "P/d") { OnFat = Denied },
        new(nameof(Directory.SetCreationTime), p => After(() => Directory.SetCreationTime(p + "/d", Time.ToLocalTime()), () => Day(Directory.GetCreationTime(p + "/d"))), "2011-12-13 00:00:00"),
        new(nameof(Directory.SetCreationTimeUtc), p => After(() => Directory.SetCreationTimeUtc(p + "/d", Time), () => Day(Directory.GetCreationTimeUtc(p + "/d"))), "2011-12-13 00:00:00"),
        new(nameof(Directory.SetCurrentDirectory), ReadRelative, "P/d inner"),
        new(nameof(Directory.SetCurrentDirectory), p => After(() => Directory.SetCurrentDirectory(p + "/none"), () => null), Missing),
        new(nameof(Directory.SetLastAccessTime), p => After(() => Directory.SetLastAccessTime(p + "/d", Time.ToLocalTime()), () => Day(Directory.GetLastAccessTime(p + "/d"))), "2011-12-13 00:00:00"),
        new(nameof(Directory.SetLastAccessTimeUtc), p => After(() => Directory.SetLastAccessTimeUtc(p + "/d", Time), () => Day(Directory.GetLastAccessTimeUtc(p + "/d"))), "2011-12-13 00:00:00"),
        new(nameof(Directory.SetLastWriteTime), p => After(() => Directory.SetLastWriteTime(p + "/d", Time.ToLocalTime()), () => Day(Directory.GetLastWriteTime(p + "/d"))), "2011-12-13 00:00:00"),
        new(nameof(Directory.SetLastWriteTimeUtc), p => After(() => Directory.SetLastWriteTimeUtc(p + "/d", Time), () => Day(Directory.GetLastWriteTimeUtc(p + "/d"))), "2011-12-13 00:00:00"),
    ];

    private static string RemoveTemporary()
    {
        DirectoryInfo made = Directory.CreateTempSubdirectory("member-");
        bool exists = made.Exists && made.Name.StartsWith("member-", StringComparison.Ordinal);
        made.Delete();
        return $"{exists} {!Directory.Exists(made.FullName)}";
    }

    private static string ReadRelative(string folder)
    {
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder + "/d");
        try
        {
            return $"{Directory.GetCurrentDirectory()} {File.ReadAllText("g")}";
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }
}
