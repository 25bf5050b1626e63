using System;
using System.Buffers.Binary;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>
/// flock, and the locks of fcntl: those of the process (F_SETLK), which never stand in each other's way as there is one process, and
/// those of open files (F_OFD_SETLK).
/// </summary>
internal sealed class LockCalls(CallContext context)
{
    private const int GetLock = 5;
    private const int SetLockWait = 7;
    private const int GetFileLock = 36;
    private const int SetFileLockWait = 38;

    private const int StructBytes = 32;
    private const short ReadLock = 0;
    private const short WriteLock = 1;
    private const short Unlock = 2;

    private const int Process = 1;

    internal static bool IsLock(int command) => command is (>= GetLock and <= SetLockWait) or (>= GetFileLock and <= SetFileLockWait);

    internal static long Flock(OpenDescription description, int operation)
    {
        const int NoWait = 4;
        RangeLockKind? kind = (operation & ~NoWait) switch
        {
            1 => RangeLockKind.Shared,
            2 => RangeLockKind.Exclusive,
            8 => RangeLockKind.None,
            _ => null,
        };
        return kind is RangeLockKind wanted ? Errno.Of(description.File.LockWhole(wanted, (operation & NoWait) == 0)) : Errno.Of(FileError.Invalid);
    }

    internal long Fcntl(OpenDescription description, int command, ulong address)
    {
        Span<byte> flock = context.Memory.At(address, StructBytes).Span;
        short type = BinaryPrimitives.ReadInt16LittleEndian(flock);
        if (type is < ReadLock or > Unlock || !TryReadRange(description, flock, out ulong start, out ulong end))
        {
            return Errno.Of(FileError.Invalid);
        }

        RangeLockKind kind = type == ReadLock ? RangeLockKind.Shared : type == WriteLock ? RangeLockKind.Exclusive : RangeLockKind.None;
        object? owner = command <= SetLockWait ? context.Process : null;
        if (command is GetLock or GetFileLock)
        {
            Tell(flock, kind == RangeLockKind.None ? null : description.File.FindLock(owner, start, end, kind), start);
            return 0;
        }

        context.HasProcessLocks |= owner is not null;
        return Errno.Of(description.File.LockRange(owner, start, end, kind, command is SetLockWait or SetFileLockWait));
    }

    private static void Tell(Span<byte> flock, RangeLock? found, ulong start)
    {
        BinaryPrimitives.WriteInt16LittleEndian(flock, found is null ? Unlock : found.Kind == RangeLockKind.Shared ? ReadLock : WriteLock);
        if (found is not null)
        {
            BinaryPrimitives.WriteInt16LittleEndian(flock[2..], 0);
            BinaryPrimitives.WriteUInt64LittleEndian(flock[8..], found.Start);
            BinaryPrimitives.WriteUInt64LittleEndian(flock[16..], found.End == long.MaxValue ? 0 : found.End - found.Start);
            BinaryPrimitives.WriteInt32LittleEndian(flock[24..], found.Owner is OpenFile ? -1 : Process);
        }
    }

    // Length 0 reaches to the end of all files; a negative one lies before the start.
    private static bool TryReadRange(OpenDescription description, Span<byte> flock, out ulong start, out ulong end)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(flock[8..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(flock[16..]);
        long from = 0;
        switch (BinaryPrimitives.ReadInt16LittleEndian(flock[2..]))
        {
            case 0:
                break;
            case 1:
                from = (long)description.Place;
                break;
            case 2 when description.File.GetInformation(out FileInformation information).IsSuccess:
                from = (long)information.Length;
                break;
            default:
                from = long.MinValue;
                break;
        }

        Int128 first = (Int128)from + offset + (length < 0 ? length : 0);
        Int128 last = length == 0 ? long.MaxValue : first + Int128.Abs(length);
        bool isRange = first >= 0 && first <= long.MaxValue && last <= long.MaxValue;
        start = isRange ? (ulong)first : 0;
        end = isRange ? (ulong)last : 0;
        return isRange;
    }
}
