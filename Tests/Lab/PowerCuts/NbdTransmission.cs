using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>
/// Serves a client that has chosen its disk. What has arrived together is answered together, in any order: so a flush that is on its way with writes
/// does not count for them, as a controller's need not.
/// </summary>
internal sealed class NbdTransmission(NetworkStream stream, VolatileDisk disk)
{
    /// <summary>Bytes of the longest transfer.</summary>
    internal const int LongestTransfer = 32 << 20;

    private const uint RequestMagic = 0x25609513;
    private const uint AnswerMagic = 0x67446698;
    private const int RequestBytes = 28;
    private const ushort ForceUnitAccess = 1;
    private const int Invalid = 22;
    private const int HoldOneOf = 4;

    private readonly List<(DiskRequest? Request, byte[] Answer)> _waiting = [];
    private readonly Random _random = new(disk.Name.Length);

    private enum Command : ushort
    {
        Read,
        Write,
        Disconnect,
        Flush,
        Trim,
    }

    /// <summary>Serves until the client leaves.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        byte[] head = new byte[RequestBytes];
        while (true)
        {
            await stream.ReadExactlyAsync(head, cancellation);
            if (BinaryPrimitives.ReadUInt32BigEndian(head) != RequestMagic)
            {
                throw new LabException("A client of the NBD server does not speak its protocol.");
            }

            Command command = (Command)BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(6));
            if (command == Command.Disconnect)
            {
                return;
            }

            await BeginAsync(head, command, cancellation);
            if (!stream.DataAvailable && _random.Next(HoldOneOf) == 0)
            {
                // What comes meanwhile is on its way together with this.
                await Task.Delay(1, cancellation);
            }

            if (!stream.DataAvailable)
            {
                await AnswerAsync(cancellation);
            }
        }
    }

    private async Task BeginAsync(byte[] head, Command command, CancellationToken cancellation)
    {
        bool isThrough = (BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4)) & ForceUnitAccess) != 0;
        long offset = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(16));
        int length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(24));
        byte[] written = [];
        if (command == Command.Write)
        {
            written = new byte[length is >= 0 and <= LongestTransfer ? length : throw new LabException("A client of the NBD server writes more than it may.")];
            await stream.ReadExactlyAsync(written, cancellation);
        }

        bool isValid = command == Command.Flush || (command <= Command.Trim && disk.Contains(offset, length));
        DiskRequest? request = !isValid ? null : command switch
        {
            Command.Write => disk.Write(offset, written, isThrough),
            Command.Flush => disk.Flush(),
            Command.Trim => disk.Discard(offset, length),
            _ => null,
        };
        ReadOnlyMemory<byte> read = isValid && command == Command.Read ? disk.Read(offset, length) : default;
        byte[] answer = new byte[16 + read.Length];
        BinaryPrimitives.WriteUInt32BigEndian(answer, AnswerMagic);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(4), isValid ? 0 : Invalid);
        head.AsSpan(8, 8).CopyTo(answer.AsSpan(8));
        read.CopyTo(answer.AsMemory(16));
        _waiting.Add((request, answer));
    }

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        (DiskRequest? Request, byte[] Answer)[] order = [.. _waiting];
        _waiting.Clear();
        _random.Shuffle(order);
        foreach ((DiskRequest? request, byte[] answer) in order)
        {
            if (request is not null)
            {
                disk.Finish(request);
            }

            await stream.WriteAsync(answer, cancellation);
        }
    }
}
