using System;
using System.IO;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class KernelBuildTests
{
    private static readonly DateTime s_begin = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_end = s_begin.AddSeconds(10);
    private static readonly DateTime s_old = s_begin.AddDays(-1);
    private static readonly DateTime s_during = s_begin.AddSeconds(5);
    private static readonly DateTime s_later = s_begin.AddDays(1);

    [Test]
    public void Changed_NothingTouched_IsFalse() => Assert.That(ChangedAfter((_, _) => { }), Is.False);

    [Test]
    public void Changed_FileEditedDuringTheBuild_IsTrue() => Assert.That(ChangedAfter((_, file) => File.SetLastWriteTimeUtc(file, s_during)), Is.True);

    [Test]
    public void Changed_FolderThatLostAFile_IsTrue() => Assert.That(ChangedAfter((folder, _) => Directory.SetLastWriteTimeUtc(folder, s_later)), Is.True);

    [Test]
    public void Changed_FolderTouchedByTheBuildItself_IsFalse() => Assert.That(ChangedAfter((folder, _) => Directory.SetLastWriteTimeUtc(folder, s_during)), Is.False);

    [TestCase("Tests")]
    [TestCase("docs")]
    [TestCase("artifacts")]
    [TestCase("Kernel/obj")]
    [TestCase(".git")]
    public void Changed_FileThatNoKernelIsMadeOf_IsFalse(string elsewhere) =>
        Assert.That(
            ChangedAfter((folder, _) =>
            {
                string place = Path.Combine(Path.GetDirectoryName(folder)!, elsewhere);
                Directory.CreateDirectory(place);
                File.WriteAllText(Path.Combine(place, "new.cs"), "");
                Directory.SetLastWriteTimeUtc(folder, s_old);
            }),
            Is.False);

    private static bool ChangedAfter(Action<string, string> change)
    {
        using TemporaryFolder root = new();
        string folder = root["Kernel"];
        string file = Path.Combine(folder, "a.cs");
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, s_old);
        Directory.SetLastWriteTimeUtc(folder, s_old);
        change(folder, file);
        return KernelBuild.Changed(root["."], s_begin, s_end);
    }
}
