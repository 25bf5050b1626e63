using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Boot.Tests;

/// <summary>Looks for blocks that were acknowledged as durable and are not there. Each writer has blocks of its own and numbers its writes.</summary>
/// <param name="recording">What was written (Tests/Kernel.Tests/PowerCuts/RawWork.cs).</param>
internal sealed class BlockJudge(CutRecording recording)
{
    private const int BlocksOfAWriter = 512;
    private const int VersionOffset = 8;

    /// <summary>What is wrong with the disk after a cut.</summary>
    internal IReadOnlyList<string> Complaints(int moment, byte[] medium)
    {
        Dictionary<int, ulong> flushed = [];
        HashSet<(int Writer, ulong Version)> through = [];
        foreach (string[] words in recording.Notes.Where(note => note.Moment < moment).Select(note => note.Text.Split(' ')))
        {
            (int writer, ulong version) = (int.Parse(words[1], CultureInfo.InvariantCulture), ulong.Parse(words[2], CultureInfo.InvariantCulture));
            if (words[0] == "flushed")
            {
                flushed[writer] = version;
            }
            else
            {
                through.Add((writer, version));
            }
        }

        Dictionary<int, ulong> durable = [];
        Dictionary<(int Block, ulong Version), ReadOnlyMemory<byte>> written = [];
        foreach (DiskRequest request in recording.Requests.Where(request => request.Kind == DiskRequestKind.Write && request.Began < moment))
        {
            for (int done = 0; done < request.Length; done += PowerCut.BlockBytes)
            {
                int block = (int)((request.Offset + done) / PowerCut.BlockBytes);
                ReadOnlyMemory<byte> data = request.Data.Slice(done, PowerCut.BlockBytes);
                ulong version = VersionOf(data.Span);
                written[(block, version)] = data;
                int writer = block / BlocksOfAWriter;
                if (version <= flushed.GetValueOrDefault(writer) || through.Contains((writer, version)))
                {
                    durable[block] = Math.Max(version, durable.GetValueOrDefault(block));
                }
            }
        }

        return [.. Enumerable.Range(0, medium.Length / PowerCut.BlockBytes).Select(block => Judge(block, medium, durable.GetValueOrDefault(block), written)).OfType<string>()];
    }

    private string? Judge(int block, byte[] medium, ulong durable, Dictionary<(int Block, ulong Version), ReadOnlyMemory<byte>> written)
    {
        ReadOnlySpan<byte> found = medium.AsSpan(block * PowerCut.BlockBytes, PowerCut.BlockBytes);
        ulong version = VersionOf(found);
        bool isWhole = version == 0
            ? found.SequenceEqual(recording.Before.AsSpan(block * PowerCut.BlockBytes, PowerCut.BlockBytes))
            : written.TryGetValue((block, version), out ReadOnlyMemory<byte> data) && found.SequenceEqual(data.Span);
        return isWhole && version >= durable ? null : string.Create(CultureInfo.InvariantCulture, $"block {block} has version {version}{(isWhole ? "" : " and is not whole")}; version {durable} was durable");
    }

    private static ulong VersionOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt64LittleEndian(block[VersionOffset..]);
}
