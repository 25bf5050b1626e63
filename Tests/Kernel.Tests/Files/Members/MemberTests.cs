using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Versioning;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>
/// Every public member of the types of System.IO that know files: each is used, in the kernel and under Linux, and has to do the same in
/// both, or fail with the same exception. A member that no table names fails the tests.
/// </summary>
[SupportedOSPlatform("linux")]
internal abstract class MemberTests
{
    private const BindingFlags OfThisType = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const DynamicallyAccessedMemberTypes PublicMembers = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicEvents
        | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.PublicNestedTypes | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>A directory that can be written.</summary>
    protected abstract string Place { get; }

    /// <summary>Whether it is on FAT.</summary>
    protected virtual bool IsFat => false;

    /// <summary>Whether it is this kernel that answers.</summary>
    protected virtual bool IsKernel => true;

    [Test]
    public void Members_OfFile_DoWhatTheyDoUnderLinux() => Check(typeof(File), FileMembers.All);

    [Test]
    public void Members_OfDirectory_DoWhatTheyDoUnderLinux() => Check(typeof(Directory), DirectoryMembers.All);

    [Test]
    public void Members_OfFileStream_DoWhatTheyDoUnderLinux() => Check(typeof(FileStream), FileStreamMembers.All);

    [Test]
    public void Members_OfFileSystemInfo_DoWhatTheyDoUnderLinux() => Check(typeof(FileSystemInfo), InfoMembers.OfBoth);

    [Test]
    public void Members_OfFileInfo_DoWhatTheyDoUnderLinux() => Check(typeof(FileInfo), InfoMembers.OfFiles);

    [Test]
    public void Members_OfDirectoryInfo_DoWhatTheyDoUnderLinux() => Check(typeof(DirectoryInfo), InfoMembers.OfDirectories);

    [Test]
    public void Members_OfDriveInfo_DoWhatTheyDoUnderLinux() => Check(typeof(DriveInfo), DriveMembers.All);

    [Test]
    public void Members_OfRandomAccess_DoWhatTheyDoUnderLinux() => Check(typeof(RandomAccess), RandomAccessMembers.All);

    [Test]
    public void Members_OfPath_DoWhatTheyDoUnderLinux() => Check(typeof(Path), PathMembers.All);

    [Test]
    public void Members_OfFileSystemWatcher_DoWhatTheyDoUnderLinux() => Check(typeof(FileSystemWatcher), WatcherMembers.All);

    private void Check([DynamicallyAccessedMembers(PublicMembers)] Type type, MemberUse[] uses)
    {
        string[] names = type.GetMembers(OfThisType).Where(member => member is not MethodInfo { IsSpecialName: true }).Select(member => member.Name).Distinct().ToArray();
        Assert.That(names, Has.Length.GreaterThan(5), "what the compiler has kept to reflect on");
        List<string> wrong = names.Except(uses.Select(use => use.Member)).Select(name => $"{type.Name}.{name} is in no table").ToList();
        foreach (MemberUse use in uses)
        {
            string expected = (IsFat ? use.OnFat : null) ?? (IsKernel ? use.InKernel : null) ?? use.Outcome;
            string outcome = OutcomeOf(use);
            if (outcome != expected)
            {
                wrong.Add($"{type.Name}.{use.Member}: '{outcome}' instead of '{expected}'");
            }
        }

        Assert.That(string.Join('\n', wrong), Is.Empty);
    }

    private string OutcomeOf(MemberUse use)
    {
        string folder = Path.Combine(Place, "member " + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(folder + "/d");
        File.WriteAllText(folder + "/f", "hello");
        File.WriteAllText(folder + "/d/g", "inner");
        string outcome;
        try
        {
            outcome = $"{use.Use(folder)}";
        }
#pragma warning disable CA1031 // Whatever it throws is what the table speaks of.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            outcome = exception.GetType().Name;
        }

        Directory.Delete(folder, recursive: true);
        return outcome.Replace(folder, "P", StringComparison.Ordinal);
    }
}
