using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>What commands of an NVMe controller become on the disk behind it, which the power cuts rely on.</summary>
[Category("PowerCut")]
internal sealed class DiskRequestTests
{
    [Test]
    public async Task Commands_ThatChangeTheDisk_ReachIt()
    {
        RequestLog log = new();
        VolatileDisk disk = new("disk", new byte[16 << 20], log);
        await using NbdServer server = new(disk);
        Boots.RunOrderly(new MachineProfile
        {
            Controllers = [ControllerSpec.With(server.BackingOf(disk))],
            Exec = "echo hello > /x; nvme write /dev/nvme0n1 -s 3 -c 0 -z 512 -d /x --force; nvme flush /dev/nvme0n1; nvme dsm /dev/nvme0n1 -d -s 8 -b 8 --force; "
                + "nvme set-feature /dev/nvme0 -f 6 -v 0; nvme write /dev/nvme0n1 -s 5 -c 0 -z 512 -d /x --force; nvme compare /dev/nvme0n1 -s 5 -c 0 -z 512 -d /x",
        });

        // What switches the cache off flushes it, and so does the end of the machine.
        Assert.That(
            log.Requests.Select(request => $"{request.Kind} {request.Offset / 512} {request.Length / 512}{(request.IsThrough ? " through" : "")}"),
            Is.EqualTo(new[] { "Write 3 1", "Flush 0 0", "Discard 8 8", "Flush 0 0", "Write 5 1 through", "Flush 0 0" }));
        Assert.That(log.Requests[0].Data.Span.StartsWith("hello\n"u8));
        Assert.That(log.Requests.All(request => request.Began < request.Ended));
    }
}
