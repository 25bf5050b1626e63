using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Lab;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Whatever the bytes of a disk are, reading it ends, and ends with a status. A failure prints the seed to repeat it with.</summary>
[TestFixture]
[Category("Fuzz")]
internal sealed class RandomDamageTests
{
    private const int Iterations = 1500;
    private const int MaximumNodes = 3000;
    private const int MaximumDepth = 12;

    private static readonly Gen<(int Where, int Length, ulong Value)> s_poke = Gen.Select(
        Gen.Int[0, int.MaxValue],
        Gen.OneOf(1, 1, 2, 4, 8, 64, 512),
        Gen.OneOf(Gen.ULong, Gen.OneOf(0UL, 1UL, 0xFFUL, 0xFFF8UL, ulong.MaxValue)));

    private static readonly Gen<(int Where, int Length, ulong Value)[]> s_damage = s_poke.Array[1, 24];

    [TestCase("12", 1)]
    [TestCase("16", 9)]
    [TestCase("32", 34)]
    public void FatVolume_RandomDamage_NeitherCrashesNorHangs(string kind, int mebibytes)
    {
        using HostImage image = HostImage.OfFat(mebibytes * 1024L * 1024, "-F", kind, "-s", "1");
        image.MakeDirectory("/directory with a long name");
        image.MakeDirectory("/directory with a long name/inner");
        for (int index = 0; index < 8; index++)
        {
            image.Put($"/directory with a long name/inner/file number {index}", Trees.Pattern(index * 900, index));
        }

        byte[] whole = image.Bytes();
        byte[] head = whole.AsSpan(0, Math.Min(whole.Length, 2 * 1024 * 1024)).ToArray();
        FatGeometry.Parse(whole, (ulong)whole.Length, out FatGeometry? geometry);
        int data = (int)geometry!.DataOffset;
        int[] places = [0, (int)geometry.TableOffset, Math.Max(data - 4096, 0), data];
        s_damage.Sample(damage => Damaged(whole, head.Length, places, damage, Explore), iter: Iterations, threads: 1);
    }

    // The same volumes, opened for writing: refused, or changed as far as they allow, or read-only from some point on; never more than that.
    [TestCase("12", 1)]
    [TestCase("16", 9)]
    [TestCase("32", 34)]
    public void FatVolume_RandomDamageWrittenTo_NeitherCrashesNorHangs(string kind, int mebibytes)
    {
        using HostImage image = HostImage.OfFat(mebibytes * 1024L * 1024, "-F", kind, "-s", "1");
        image.MakeDirectory("/directory with a long name");
        for (int index = 0; index < 8; index++)
        {
            image.Put($"/directory with a long name/file number {index}", Trees.Pattern(index * 900, index));
        }

        byte[] whole = image.Bytes();
        FatGeometry.Parse(whole, (ulong)whole.Length, out FatGeometry? geometry);
        int data = (int)geometry!.DataOffset;
        int[] places = [0, (int)geometry.TableOffset, Math.Max(data - 4096, 0), data];
        s_damage.Sample(damage => Damaged(whole, Math.Min(whole.Length, 2 * 1024 * 1024), places, damage, bytes => Change(new OverlayDisk(bytes))), iter: Iterations / 5, threads: 1);
    }

    [TestCase(512)]
    [TestCase(4096)]
    public void PartitionTables_RandomDamage_GiveOnlyPartitionsOnTheDisk(int blockBytes)
    {
        byte[] gpt = new byte[1024 * 1024];
        GptWriter.Write(gpt, blockBytes, [(40, 60, "a"), (80, 90, "b")]);
        byte[] mbr = new byte[1024 * 1024];
        for (int link = 0; link < 5; link++)
        {
            Span<byte> record = mbr.AsSpan(link * 10 * blockBytes, 512);
            "\0\0\0\0\u0083\0\0\0\u0001\0\0\0\u0005\0\0\0"u8.ToArray().AsSpan(0, 16).CopyTo(record[446..]);
            record[450] = (byte)(link == 0 ? 5 : 0x83);
            record[454] = (byte)(link == 0 ? 10 : 1);
            record[458] = (byte)(link == 0 ? 100 : 2);
            record[466] = (byte)(link is > 0 and < 4 ? 5 : 0);
            record[470] = (byte)(link * 10);
            record[474] = 10;
            record[510] = 0x55;
            record[511] = 0xAA;
        }

        int[] places = [0, blockBytes, 2 * blockBytes, 10 * blockBytes, gpt.Length - blockBytes];
        foreach (byte[] disk in new[] { gpt, mbr })
        {
            s_damage.Sample(damage => Damaged(disk, disk.Length, places, damage, bytes => CheckTable(HostImage.Disk(bytes, blockBytes))), iter: Iterations, threads: 1);
        }
    }

    // Pokes near the interesting places, looks, and puts everything back.
    private static void Damaged(byte[] bytes, int length, int[] places, (int Where, int Length, ulong Value)[] damage, Action<byte[]> look)
    {
        Stack<(int Offset, byte[] Old)> undo = new();
        foreach ((int where, int size, ulong value) in damage)
        {
            int offset = Math.Min(places[where % places.Length] + (where / places.Length % 700), length - size);
            undo.Push((offset, bytes.AsSpan(offset, size).ToArray()));
            for (int index = 0; index < size; index++)
            {
                bytes[offset + index] = (byte)(value >> (index % 8 * 8));
            }
        }

        try
        {
            look(bytes);
        }
        finally
        {
            while (undo.TryPop(out (int Offset, byte[] Old) change))
            {
                change.Old.CopyTo(bytes, change.Offset);
            }
        }
    }

    private static void CheckTable(IBlockDevice disk)
    {
        StorageStack stack = new();
        PartitionTable table = stack.Attach(disk);
        foreach (PartitionEntry entry in table.Entries)
        {
            if (entry.BlockCount == 0 || entry.LastBlock >= disk.BlockCount || entry.FirstBlock > entry.LastBlock)
            {
                throw new InvalidOperationException($"{entry} is not on the disk.");
            }
        }

        if (table.Problem is not null && table.Entries.Count > 0)
        {
            throw new InvalidOperationException("There are partitions in spite of a problem.");
        }
    }

    private static void Explore(byte[] bytes)
    {
        StorageStack stack = new();
        IBlockDevice device = HostImage.Disk(bytes);
        stack.Attach(device);
        FileSystemProbe.Identify(device, out _);
        if (!stack.Files.Mount("/dev/ram0", "/disk", false, out _).IsSuccess)
        {
            return;
        }

        stack.Files.Open("/disk", out OpenFile? root);
        using (root)
        {
            List<FileNode> children = [];
            root!.List(children);
            int budget = MaximumNodes;
            children.ForEach(child => Visit(child, 0, ref budget));
        }
    }

    private static void Change(IBlockDevice device)
    {
        if (!FileSystemProbe.Find(device, out _, out FileSystemType? type).IsSuccess || type is null || !type.Mount(device, writable: true, out FileSystem? volume).IsSuccess)
        {
            return;
        }

        Queue<FileNode> open = new([volume!.Root]);
        for (int visited = 0; visited < 40 && open.TryDequeue(out FileNode? node); visited++)
        {
            List<FileNode> children = [];
            node.List(children);
            children.ForEach(open.Enqueue);
            if (node.Kind == FileKind.Directory)
            {
                node.CreateFile("a new file", FatDisk.All, out FileNode? file);
                file?.Write(1000, new byte[3000], out _);
                node.CreateDirectory("a new directory", FatDisk.All, out _);
                node.Rename("a new file", volume.Root, "renamed", replace: true);
                if (children.Count > 0)
                {
                    node.Remove(children[0].Name, children[0].Kind);
                }
            }
            else
            {
                node.Write(500, new byte[2000], out _);
                node.SetLength(10);
                node.Flush(false);
            }
        }

        volume.GetSpace(out _);
        volume.Close();
        FatChecker.Check(device, out _);
    }

    private static void Visit(FileNode node, int depth, ref int budget)
    {
        if (--budget < 0 || depth > MaximumDepth)
        {
            return;
        }

        node.GetInformation(out _);
        if (node.Kind == FileKind.Directory)
        {
            List<FileNode> children = [];
            node.List(children);
            foreach (FileNode child in children)
            {
                Visit(child, depth + 1, ref budget);
            }

            return;
        }

        byte[] buffer = new byte[8192];
        ulong offset = 0;
        for (int piece = 0; piece < 8 && node.Read(offset, buffer, out int count).IsSuccess && count > 0; piece++)
        {
            offset += (ulong)count;
        }

        node.Read(uint.MaxValue - 10, buffer, out _);
    }
}
