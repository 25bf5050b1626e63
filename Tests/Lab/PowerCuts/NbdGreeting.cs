using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>How a client of the network block device protocol chooses a disk: the fixed newstyle handshake.</summary>
internal static class NbdGreeting
{
    private const ulong Hello = 0x4E42444D41474943;
    private const ulong OptionMagic = 0x49484156454F5054;
    private const ulong AnswerMagic = 0x0003E889045565A9;
    private const ushort FixedNewstyle = 1;
    private const ushort NoZeroes = 2;
    private const uint ExportName = 1;
    private const uint Abort = 2;
    private const uint Info = 6;
    private const uint Go = 7;
    private const uint Acknowledgement = 1;
    private const uint Information = 3;
    private const uint Unsupported = 0x80000001;
    private const uint Unknown = 0x80000006;
    private const ushort ExportInformation = 0;
    private const ushort BlockSizeInformation = 3;
    private const int LongestOption = 64 * 1024;

    // There are flags; FLUSH, FUA and TRIM are understood.
    private const ushort DiskFlags = 1 | 4 | 8 | 32;

    /// <summary>Talks with a client until it has chosen.</summary>
    /// <returns>The disk; null if the client does not want one.</returns>
    internal static async Task<VolatileDisk?> ChooseAsync(Stream stream, Func<string, VolatileDisk?> find, CancellationToken cancellation)
    {
        byte[] greeting = new byte[18];
        BinaryPrimitives.WriteUInt64BigEndian(greeting, Hello);
        BinaryPrimitives.WriteUInt64BigEndian(greeting.AsSpan(8), OptionMagic);
        BinaryPrimitives.WriteUInt16BigEndian(greeting.AsSpan(16), FixedNewstyle | NoZeroes);
        await stream.WriteAsync(greeting, cancellation);
        byte[] flags = new byte[4];
        await stream.ReadExactlyAsync(flags, cancellation);
        bool wantsZeroes = (BinaryPrimitives.ReadUInt32BigEndian(flags) & NoZeroes) == 0;
        while (true)
        {
            byte[] head = new byte[16];
            await stream.ReadExactlyAsync(head, cancellation);
            uint option = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8));
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(12)), LongestOption + 1);
            if (BinaryPrimitives.ReadUInt64BigEndian(head) != OptionMagic || length > LongestOption)
            {
                throw new LabException("A client of the NBD server does not speak its protocol.");
            }

            byte[] data = new byte[length];
            await stream.ReadExactlyAsync(data, cancellation);
            switch (option)
            {
                case Abort:
                    await AnswerAsync(stream, option, Acknowledgement, [], cancellation);
                    return null;
                case ExportName:
                    VolatileDisk named = find(Encoding.UTF8.GetString(data)) ?? throw new LabException("A client of the NBD server wants a disk that there is not.");
                    byte[] answer = new byte[10 + (wantsZeroes ? 124 : 0)];
                    BinaryPrimitives.WriteInt64BigEndian(answer, named.Length);
                    BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(8), DiskFlags);
                    await stream.WriteAsync(answer, cancellation);
                    return named;
                case Info or Go:
                    VolatileDisk? disk = find(Encoding.UTF8.GetString(data, 4, BinaryPrimitives.ReadInt32BigEndian(data)));
                    await DescribeAsync(stream, option, disk, cancellation);
                    if (option == Go && disk is not null)
                    {
                        return disk;
                    }

                    break;
                default:
                    await AnswerAsync(stream, option, Unsupported, [], cancellation);
                    break;
            }
        }
    }

    private static async Task DescribeAsync(Stream stream, uint option, VolatileDisk? disk, CancellationToken cancellation)
    {
        if (disk is null)
        {
            await AnswerAsync(stream, option, Unknown, [], cancellation);
            return;
        }

        byte[] export = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(export, ExportInformation);
        BinaryPrimitives.WriteInt64BigEndian(export.AsSpan(2), disk.Length);
        BinaryPrimitives.WriteUInt16BigEndian(export.AsSpan(10), DiskFlags);
        await AnswerAsync(stream, option, Information, export, cancellation);
        byte[] sizes = new byte[14];
        BinaryPrimitives.WriteUInt16BigEndian(sizes, BlockSizeInformation);
        BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(2), PowerCut.BlockBytes);
        BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(6), 4096);
        BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(10), NbdTransmission.LongestTransfer);
        await AnswerAsync(stream, option, Information, sizes, cancellation);
        await AnswerAsync(stream, option, Acknowledgement, [], cancellation);
    }

    private static async Task AnswerAsync(Stream stream, uint option, uint kind, byte[] data, CancellationToken cancellation)
    {
        byte[] answer = new byte[20 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(answer, AnswerMagic);
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(8), option);
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(12), kind);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(16), data.Length);
        data.CopyTo(answer, 20);
        await stream.WriteAsync(answer, cancellation);
    }
}
