using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="RandomAccess"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class RandomAccessMembers
{
    internal static readonly MemberUse[] All =
    [
        new(nameof(RandomAccess.FlushToDisk), p => Handle(p, h => After(() => RandomAccess.FlushToDisk(h), () => "done")), "done"),
        new(nameof(RandomAccess.GetLength), p => Handle(p, h => RandomAccess.GetLength(h)), "5"),
        new(nameof(RandomAccess.Read), p => Handle(p, h => RandomAccess.Read(h, new byte[9], 2)), "3"),
        new(nameof(RandomAccess.Read), p => Handle(p, h => RandomAccess.Read(h, new byte[9], 9)), "0"),
        new(nameof(RandomAccess.Read), p => Handle(p, h => RandomAccess.Read(h, new byte[9], -1)), nameof(ArgumentOutOfRangeException)),
        new(nameof(RandomAccess.Read), p => Handle(p, h => ReadParts(parts => RandomAccess.Read(h, parts, 1))), "4 el lo"),
        new(nameof(RandomAccess.ReadAsync), p => Handle(p, h => Wait(RandomAccess.ReadAsync(h, new byte[9], 2))), "3"),
        new(nameof(RandomAccess.ReadAsync), p => Handle(p, h => ReadParts(parts => Wait(RandomAccess.ReadAsync(h, parts, 1)))), "4 el lo"),
        new(nameof(RandomAccess.SetLength), p => Content(p, () => Handle(p, h => After(() => RandomAccess.SetLength(h, 2), () => null))), "he"),
        new(nameof(RandomAccess.SetLength), p => Content(p, () => Handle(p, h => After(() => RandomAccess.SetLength(h, 7), () => null))), "hello\0\0"),
        new(nameof(RandomAccess.SetLength), p => Handle(p, h => After(() => RandomAccess.SetLength(h, -1), () => null)), nameof(ArgumentOutOfRangeException)),
        new(nameof(RandomAccess.Write), p => Content(p, () => Handle(p, h => After(() => RandomAccess.Write(h, Bytes("XY"), 7), () => null))), "hello\0\0XY"),
        new(nameof(RandomAccess.Write), p => Content(p, () => Handle(p, h => After(() => RandomAccess.Write(h, Parts("X", "YZ"), 0), () => null))), "XYZlo"),
        new(nameof(RandomAccess.Write), WriteReadOnly, nameof(UnauthorizedAccessException)),
        new(nameof(RandomAccess.WriteAsync), p => Content(p, () => Handle(p, h => After(() => Wait(RandomAccess.WriteAsync(h, Bytes("XY"), 1).AsTask()), () => null))), "hXYlo"),
        new(nameof(RandomAccess.WriteAsync), p => Content(p, () => Handle(p, h => After(() => Wait(RandomAccess.WriteAsync(h, Parts("X", "YZ"), 3).AsTask()), () => null))), "helXYZ"),
    ];

    private static ReadOnlyMemory<byte>[] Parts(params string[] texts) => texts.Select(text => (ReadOnlyMemory<byte>)Bytes(text)).ToArray();

    private static string ReadParts(Func<IReadOnlyList<Memory<byte>>, long> read)
    {
        byte[] first = new byte[2];
        byte[] second = new byte[2];
        return $"{read([first, second])} {Text(first)} {Text(second)}";
    }

    private static object? WriteReadOnly(string folder)
    {
        using SafeFileHandle handle = File.OpenHandle(folder + "/f");
        RandomAccess.Write(handle, Bytes("X"), 0);
        return null;
    }
}
