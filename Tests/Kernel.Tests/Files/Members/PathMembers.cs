using System;
using System.IO;
using System.Runtime.Versioning;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="Path"/>: most know texts only, a few look at files.</summary>
[SupportedOSPlatform("linux")]
internal static class PathMembers
{
    internal static readonly MemberUse[] All =
    [
        new(nameof(Path.AltDirectorySeparatorChar), p => Path.AltDirectorySeparatorChar, "/"),
        new(nameof(Path.ChangeExtension), p => Path.ChangeExtension("/a/b.c", "d"), "/a/b.d"),
        new(nameof(Path.Combine), p => Path.Combine("a", "b", "/c", "d"), "/c/d"),
        new(nameof(Path.DirectorySeparatorChar), p => Path.DirectorySeparatorChar, "/"),
        new(nameof(Path.EndsInDirectorySeparator), p => Path.EndsInDirectorySeparator("a/"), "True"),
        new(nameof(Path.Exists), p => $"{Path.Exists(p + "/f")} {Path.Exists(p + "/d")} {Path.Exists(p + "/none")} {Path.Exists(p + "/f/")}", "True True False False"),
        new(nameof(Path.GetDirectoryName), p => Path.GetDirectoryName("/a/b/c"), "/a/b"),
        new(nameof(Path.GetExtension), p => Path.GetExtension("a.b.c"), ".c"),
        new(nameof(Path.GetFileName), p => Path.GetFileName("/a/b.c"), "b.c"),
        new(nameof(Path.GetFileNameWithoutExtension), p => Path.GetFileNameWithoutExtension("/a/b.c"), "b"),
        new(nameof(Path.GetFullPath), p => Path.GetFullPath("../b", "/a/c"), "/a/b"),
        new(nameof(Path.GetFullPath), p => Path.GetFullPath("f") == Path.Combine(Directory.GetCurrentDirectory(), "f"), "True"),
        new(nameof(Path.GetInvalidFileNameChars), p => Path.GetInvalidFileNameChars().Length, "2"),
        new(nameof(Path.GetInvalidPathChars), p => Path.GetInvalidPathChars().Length, "1"),
        new(nameof(Path.GetPathRoot), p => Path.GetPathRoot("/a/b"), "/"),
        new(nameof(Path.GetRandomFileName), p => Names(p, () => File.WriteAllText(Path.Combine(p, Path.GetRandomFileName()), "x")).Length, "18"),
        new(nameof(Path.GetRelativePath), p => Path.GetRelativePath("/a/b", "/a/c/d"), "../c/d"),
        new(nameof(Path.GetTempFileName), p => MakeTemporary(), "0 UserWrite, UserRead"),
        new(nameof(Path.GetTempPath), p => Directory.Exists(Path.GetTempPath()), "True"),
        new(nameof(Path.HasExtension), p => Path.HasExtension("/a.b/c"), "False"),
#pragma warning disable CS0618 // It is obsolete, and it is there.
        new(nameof(Path.InvalidPathChars), p => Path.InvalidPathChars.Length, "1"),
#pragma warning restore CS0618
        new(nameof(Path.IsPathFullyQualified), p => Path.IsPathFullyQualified("/a"), "True"),
        new(nameof(Path.IsPathRooted), p => Path.IsPathRooted("a/b"), "False"),
        new(nameof(Path.Join), p => Path.Join("a", "/b", "c"), "a/b/c"),
        new(nameof(Path.PathSeparator), p => Path.PathSeparator, ":"),
        new(nameof(Path.TrimEndingDirectorySeparator), p => Path.TrimEndingDirectorySeparator("/a/"), "/a"),
        new(nameof(Path.TryJoin), p => Join("a", "b"), "a/b"),
        new(nameof(Path.VolumeSeparatorChar), p => Path.VolumeSeparatorChar, "/"),
    ];

    private static string MakeTemporary()
    {
        string path = Path.GetTempFileName();
        string made = $"{new FileInfo(path).Length} {File.GetUnixFileMode(path)}";
        File.Delete(path);
        return made;
    }

    private static string Join(string first, string second)
    {
        Span<char> joined = stackalloc char[10];
        return Path.TryJoin(first, second, joined, out int length) ? joined[..length].ToString() : string.Empty;
    }
}
