using System;
using System.IO;
using System.Security.Cryptography;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>A kernel that was not told otherwise writes nothing to any disk, whatever is done with it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StorageSafetyTests
{
    private const string Everything = "lsblk; nvme list; report; mount /dev/nvme0n1p1 /disk; ls -la /disk; mount -o rw /dev/nvme0n1p1 /second; "
        + "echo x > /disk/new.txt; echo x > /dev/nvme0n1; hexdump -n 512 /dev/nvme0n1; sha256sum /dev/nvme0n1; umount /disk";

    [TestCase("storage=ro")]
    [TestCase("storage=what", Category = "Long")]
    [TestCase("storage=nvme7n1", Category = "Long")]
    public void Boot_DisksReadOnly_NothingIsWritten(string storage)
    {
        string disk = Path.Combine(Path.GetTempPath(), $"cosmos-safety-{Guid.NewGuid():n}.img");
        try
        {
            DemonstrationDisk.Ensure(disk);
            byte[] before = SHA256.HashData(File.ReadAllBytes(disk));

            // The later key wins, so this is what the kernel goes by.
            MachineResult result = Boots.Run(new MachineProfile { Disks = [DiskSpec.Parse(disk)], KernelArguments = storage, Exec = Everything });
            Assert.That(result.Reason, Is.EqualTo(ExitReason.CommandFailed), result.ToString());
            Assert.That(SHA256.HashData(File.ReadAllBytes(disk)), Is.EqualTo(before), result.ToString());
        }
        finally
        {
            File.Delete(disk);
        }
    }

    [TestCase("storage=ro", false, Category = "Long")]
    [TestCase("storage=nvme0n1", true)]
    [TestCase("storage=nvme1n1", false, Category = "Long")]
    [TestCase("storage=rw", true, Category = "Long")]
    public void Boot_DestructiveTests_WantADiskThatMayBeWritten(string storage, bool mayWrite)
    {
        MachineProfile machine = new()
        {
            Controllers = [new ControllerSpec { Namespaces = [new NamespaceSpec()] }],
            KernelArguments = $"{storage} tests.disk=nvme0n1",
        };
        MachineResult result = Boots.Run(Boots.WithTests(machine.WithBackings(_ => new NullBacking(64 << 20)), "Destroys"));
        Assert.That(result.Reason, Is.EqualTo(mayWrite ? ExitReason.Orderly : ExitReason.CommandFailed), result.ToString());
        Assert.That(result.Console.Contains("is read-only", StringComparison.Ordinal), Is.EqualTo(!mayWrite), result.Console);
    }
}
