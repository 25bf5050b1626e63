using CosmosNvme.Abstractions;
using CosmosNvme.Storage;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>A FAT32 volume on the disk that tests may overwrite, mounted for writing.</summary>
internal static class FatVolume
{
    /// <summary>Where it is mounted.</summary>
    internal const string Place = "/volume";

    /// <summary>Formats the disk whole and mounts it.</summary>
    internal static void Mount()
    {
        IBlockDevice disk = KernelContext.DestructiveDisk;
        KernelContext.Storage.Files.Unmount("/dev/" + disk.Name);
        Expect(FatFormatter.Format(disk, new FatFormatOptions { Bits = 32 }));
        Expect(KernelContext.Storage.Files.Mount("/dev/" + disk.Name, Place, writable: true, out _));
    }

    /// <summary>Unmounts it, and sees that it was left in order: by itself it is as good as new when it is mounted again.</summary>
    internal static void Unmount() => Expect(KernelContext.Storage.Files.Unmount(Place));

    private static void Expect(FileStatus status) => Assert.That(status.IsSuccess, Is.True, status.Message);
}
