using System.IO;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints partition tables.</summary>
internal static class PartedPrinter
{
    /// <summary>Prints the table of a disk.</summary>
    /// <exception cref="CommandFailedException">It is damaged.</exception>
    internal static void Print(TextWriter output, IBlockDevice disk)
    {
        PartitionTable table = PartitionTable.Read(disk);
        if (table.Problem is not null)
        {
            throw new CommandFailedException(table.Problem);
        }

        string kind = table.Kind switch { PartitionTableKind.Gpt => "gpt", PartitionTableKind.Mbr => "msdos", _ => "none" };
        output.WriteLine($"Disk /dev/{disk.Name}: {disk.BlockCount}s of {disk.BlockBytes} bytes");
        output.WriteLine($"Partition Table: {kind}");
        if (table.Remark is not null)
        {
            output.WriteLine(table.Remark);
        }

        if (table.Entries.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Number        Start          End         Size  Type                                  Name");
        foreach (PartitionEntry entry in table.Entries)
        {
            string line = $"{entry.Number,6} {entry.FirstBlock,11}s {entry.LastBlock,11}s {entry.BlockCount,11}s  {entry.Type,-36}  {entry.Name}";
            output.WriteLine(line.TrimEnd());
        }
    }
}
