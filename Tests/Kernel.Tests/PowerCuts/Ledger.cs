using System;
using System.Globalization;
using System.Text;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Testing;

namespace CosmosNvme.KernelTests.PowerCuts;

/// <summary>
/// What the work of a power-cut test has begun, and what it was promised: a line in a block of a second disk each, whose requests the host sees in one
/// order with those of the disk that is worked on. The host reads these lines in Tests/Boot.Tests/PowerCuts. Any thread may write.
/// </summary>
internal sealed class Ledger
{
    private const string DiskName = "nvme1n1";

    private readonly IBlockDevice _disk = KernelContext.Storage.Devices.Find(DiskName) ?? throw new InvalidOperationException($"There is no second disk, {DiskName}, for the ledger.");
    private long _lines;

    /// <summary>Writes a line; it is on the disk when this returns.</summary>
    internal void Note(FormattableString line)
    {
        byte[] block = new byte[_disk.BlockBytes];
        string text = line.ToString(CultureInfo.InvariantCulture);
        Encoding.UTF8.GetBytes(text, block);
        ulong number = (ulong)Interlocked.Increment(ref _lines);
        NvmeDisks.Expect(_disk.Write(number % _disk.BlockCount, block));
    }
}
