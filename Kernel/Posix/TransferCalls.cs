using System;
using System.Buffers;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>Calls that move bytes: read and write in all their forms, lseek, and copies from file to file.</summary>
internal sealed class TransferCalls(CallContext context)
{
    // As Linux has them: no call moves more, and no vector is longer.
    private const ulong MostBytes = 0x7fff_f000;
    private const ulong MostVectors = 1024;
    private const int VectorBytes = 16;
    private const int CopyBytes = 256 * 1024;

    private delegate long Mover(OpenDescription description, ulong offset, Memory<byte> memory);

    internal static bool Answers(int number) => number is SystemCallNumber.Read or SystemCallNumber.Write or SystemCallNumber.Pread64 or SystemCallNumber.Pwrite64
        or SystemCallNumber.Readv or SystemCallNumber.Writev or SystemCallNumber.Preadv or SystemCallNumber.Pwritev or SystemCallNumber.Preadv2 or SystemCallNumber.Pwritev2
        or SystemCallNumber.Lseek or SystemCallNumber.Sendfile or SystemCallNumber.CopyFileRange;

    internal long Call(in FileCall call)
    {
        if (call.Number is SystemCallNumber.Sendfile or SystemCallNumber.CopyFileRange)
        {
            return Copy(call);
        }

        OpenDescription? description = context.Descriptors.Enter((int)call.First);
        if (description is null)
        {
            return Errno.Of(FileError.BadFile);
        }

        long result = Call(call, description);
        description.Leave();
        return result;
    }

    private long Call(in FileCall call, OpenDescription description)
    {
        switch (call.Number)
        {
            case SystemCallNumber.Read:
                return AtPlace(description, call.Second, call.Third, Read);
            case SystemCallNumber.Write:
                return AtPlace(description, call.Second, call.Third, Write);
            case SystemCallNumber.Pread64:
                return (long)call.Fourth < 0 ? Errno.Of(FileError.Invalid) : Read(description, call.Fourth, MemoryAt(call.Second, call.Third));
            case SystemCallNumber.Pwrite64:
                return (long)call.Fourth < 0 ? Errno.Of(FileError.Invalid) : Write(description, call.Fourth, MemoryAt(call.Second, call.Third));
            case SystemCallNumber.Readv:
                return VectorAtPlace(description, call.Second, call.Third, Read);
            case SystemCallNumber.Writev:
                return VectorAtPlace(description, call.Second, call.Third, Write);
            case SystemCallNumber.Preadv:
            case SystemCallNumber.Preadv2:
                return VectorAt(description, call, Read);
            case SystemCallNumber.Pwritev:
            case SystemCallNumber.Pwritev2:
                return VectorAt(description, call, Write);
            default:
                return Seek(description, (long)call.Second, (int)call.Third);
        }
    }

    private Memory<byte> MemoryAt(ulong address, ulong count) => context.Memory.At(address, (int)Math.Min(count, MostBytes));

    private long Read(OpenDescription description, ulong offset, Memory<byte> memory)
    {
        FileStatus status = context.Mappings.BeforeRead(description.File, offset, memory.Length);
        int count = 0;
        status = status.IsSuccess ? description.File.Read(offset, memory, out count) : status;
        return status.IsSuccess ? count : Errno.Of(status);
    }

    private long Write(OpenDescription description, ulong offset, Memory<byte> memory)
    {
        FileStatus status = description.File.Write(ref offset, memory, out int count);
        if (!status.IsSuccess)
        {
            return Errno.Of(status);
        }

        context.Mappings.AfterWrite(description.File, offset, memory.Span[..count]);
        return count;
    }

    private long AtPlace(OpenDescription description, ulong address, ulong count, Mover mover)
    {
        lock (description.PlaceLock)
        {
            return Advance(description, mover(description, description.Place, MemoryAt(address, count)), mover == Write);
        }
    }

    // What was appended leaves the place at the end of the file, wherever it was before.
    private static long Advance(OpenDescription description, long moved, bool isWrite)
    {
        if (moved > 0)
        {
            FileInformation? information = null;
            bool isAtEnd = isWrite && description.File.Kind == FileKind.File && (description.File.Modes & FileAccessModes.Append) != 0
                && description.File.GetInformation(out information).IsSuccess;
            description.Place = isAtEnd ? information!.Length : description.Place + (ulong)moved;
        }

        return moved;
    }

    private long VectorAtPlace(OpenDescription description, ulong vectors, ulong count, Mover mover)
    {
        lock (description.PlaceLock)
        {
            long total = 0;
            long moved = Vector(vectors, count, memory =>
            {
                long part = Advance(description, mover(description, description.Place, memory), mover == Write);
                total += Math.Max(part, 0);
                return part;
            });
            return total > 0 ? total : moved;
        }
    }

    private long VectorAt(OpenDescription description, in FileCall call, Mover mover)
    {
        const ulong AtPlace = ulong.MaxValue;
        bool hasFlags = call.Number is SystemCallNumber.Preadv2 or SystemCallNumber.Pwritev2;
        if (hasFlags && call.Sixth != 0)
        {
            return Errno.Of(FileError.NotSupported);
        }

        ulong offset = call.Fourth;
        if (hasFlags && offset == AtPlace)
        {
            return VectorAtPlace(description, call.Second, call.Third, mover);
        }

        if ((long)offset < 0)
        {
            return Errno.Of(FileError.Invalid);
        }

        long total = 0;
        long moved = Vector(call.Second, call.Third, memory =>
        {
            long part = mover(description, offset + (ulong)total, memory);
            total += Math.Max(part, 0);
            return part;
        });
        return total > 0 ? total : moved;
    }

    // Moves the parts one after the other, until one is not moved whole.
    private long Vector(ulong vectors, ulong count, Func<Memory<byte>, long> move)
    {
        if (count > MostVectors)
        {
            return Errno.Of(FileError.Invalid);
        }

        Memory<byte> list = context.Memory.At(vectors, (int)count * VectorBytes);
        for (int i = 0; i < (int)count; i++)
        {
            ReadOnlySpan<byte> vector = list.Span.Slice(i * VectorBytes, VectorBytes);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(vector[8..]);
            if (length == 0)
            {
                continue;
            }

            long moved = move(MemoryAt(BinaryPrimitives.ReadUInt64LittleEndian(vector), length));
            if (moved < 0 || (ulong)moved < length)
            {
                return Math.Min(moved, 0);
            }
        }

        return 0;
    }

    private static long Seek(OpenDescription description, long offset, int origin)
    {
        const int Data = 3;
        const int Hole = 4;
        if (description.File.Kind == FileKind.CharacterDevice)
        {
            return 0;
        }

        FileStatus status = description.File.GetInformation(out FileInformation information);
        if (!status.IsSuccess)
        {
            return Errno.Of(status);
        }

        lock (description.PlaceLock)
        {
            long length = (long)Math.Min(information.Length, long.MaxValue);
            if (origin is Data or Hole)
            {
                // One piece of data to the end: what POSIX allows everybody to say.
                if (offset < 0 || offset >= length)
                {
                    return -Errno.NoSuchAddress;
                }

                description.Place = (ulong)(origin == Data ? offset : length);
                return (long)description.Place;
            }

            long from = origin switch { 0 => 0, 1 => (long)description.Place, 2 => length, _ => long.MinValue };
            if (from == long.MinValue || (Int128)from + offset is var place && (place < 0 || place > long.MaxValue))
            {
                return Errno.Of(FileError.Invalid);
            }

            description.Place = (ulong)(from + offset);
            return (long)description.Place;
        }
    }

    private long Copy(in FileCall call)
    {
        bool isSendfile = call.Number == SystemCallNumber.Sendfile;
        OpenDescription? source = context.Descriptors.Enter((int)(isSendfile ? call.Second : call.First));
        OpenDescription? target = context.Descriptors.Enter((int)(isSendfile ? call.First : call.Third));
        long result = Errno.Of(FileError.Invalid);
        if (source is not null && target is not null)
        {
            ulong sourceOffset = isSendfile ? call.Third : call.Second;
            ulong targetOffset = isSendfile ? 0 : call.Fourth;
            result = Copy(source, sourceOffset, target, targetOffset, Math.Min(isSendfile ? call.Fourth : call.Fifth, MostBytes));
        }

        source?.Leave();
        target?.Leave();
        return result;
    }

    // Where a pointer to an offset is given, that offset is used and moved; else the place of the open file is.
    private long Copy(OpenDescription source, ulong sourceOffset, OpenDescription target, ulong targetOffset, ulong count)
    {
        if (source.File.Kind == FileKind.Directory || target.File.Kind == FileKind.Directory)
        {
            return Errno.Of(FileError.IsADirectory);
        }

        ulong from = sourceOffset == 0 ? source.Place : BinaryPrimitives.ReadUInt64LittleEndian(context.Memory.At(sourceOffset, sizeof(ulong)).Span);
        ulong to = targetOffset == 0 ? target.Place : BinaryPrimitives.ReadUInt64LittleEndian(context.Memory.At(targetOffset, sizeof(ulong)).Span);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        ulong done = 0;
        long error = 0;
        while (done < count)
        {
            Memory<byte> part = buffer.AsMemory(0, (int)Math.Min(CopyBytes, count - done));
            long read = Read(source, from + done, part);
            long written = read > 0 ? Write(target, to + done, part[..(int)read]) : read;
            done += (ulong)Math.Max(written, 0);
            if (written <= 0 || written < read)
            {
                error = Math.Min(written, 0);
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        Move(source, sourceOffset, from + done);
        Move(target, targetOffset, to + done);
        return done > 0 ? (long)done : error;
    }

    private void Move(OpenDescription description, ulong offset, ulong place)
    {
        if (offset != 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(context.Memory.At(offset, sizeof(ulong)).Span, place);
            return;
        }

        lock (description.PlaceLock)
        {
            description.Place = place;
        }
    }
}
