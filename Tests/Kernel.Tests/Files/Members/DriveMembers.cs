using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="DriveInfo"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class DriveMembers
{
    internal static readonly MemberUse[] All =
    [
        new(".ctor", p => new DriveInfo(p).Name, "P"),
        new(".ctor", p => new DriveInfo("/").Name, "/"),
        new(nameof(DriveInfo.AvailableFreeSpace), p => new DriveInfo(p).AvailableFreeSpace is > 0, "True"),
        new(nameof(DriveInfo.AvailableFreeSpace), p => new DriveInfo(p + "/none").AvailableFreeSpace, nameof(DriveNotFoundException)),
        new(nameof(DriveInfo.AvailableFreeSpace), LessWhenWritten, "True"),
        new(nameof(DriveInfo.DriveFormat), p => new DriveInfo(p).DriveFormat.Length > 0, "True"),
        new(nameof(DriveInfo.DriveFormat), p => new DriveInfo("/proc").DriveFormat, "proc"),
        new(nameof(DriveInfo.DriveType), p => new DriveInfo("/proc").DriveType, "Ram"),
        new(nameof(DriveInfo.DriveType), p => new DriveInfo(p + "/none").DriveType, "NoRootDirectory"),
        new(nameof(DriveInfo.GetDrives), p => DriveInfo.GetDrives().Any(drive => drive.Name == "/proc"), "True"),
        new(nameof(DriveInfo.IsReady), p => $"{new DriveInfo(p).IsReady} {new DriveInfo(p + "/none").IsReady}", "True False"),
        new(nameof(DriveInfo.Name), p => new DriveInfo(p + "/d").Name, "P/d"),
        new(nameof(DriveInfo.RootDirectory), p => new DriveInfo(p).RootDirectory.FullName, "P"),
        new(nameof(DriveInfo.ToString), p => new DriveInfo(p).ToString(), "P"),
        new(nameof(DriveInfo.TotalFreeSpace), p => new DriveInfo(p).TotalFreeSpace >= new DriveInfo(p).AvailableFreeSpace, "True"),
        new(nameof(DriveInfo.TotalSize), p => new DriveInfo(p).TotalSize > new DriveInfo(p).TotalFreeSpace, "True"),
        new(nameof(DriveInfo.VolumeLabel), p => new DriveInfo(p).VolumeLabel, "P"),
#pragma warning disable CA1416 // That it can be set under Windows alone is what is tested.
        new(nameof(DriveInfo.VolumeLabel), p => new DriveInfo(p).VolumeLabel = "label", "PlatformNotSupportedException"),
#pragma warning restore CA1416
    ];

    // A quarter of what is written has to be seen at least: somebody else may give space back meanwhile.
    private static object LessWhenWritten(string folder)
    {
        const int Bytes = 4 << 20;
        long before = new DriveInfo(folder).AvailableFreeSpace;
        File.WriteAllBytes(folder + "/new", Enumerable.Repeat((byte)1, Bytes).ToArray());
        Handle(folder, handle => After(() => RandomAccess.FlushToDisk(handle), () => null));
        return before - new DriveInfo(folder).AvailableFreeSpace > Bytes / 4;
    }
}
