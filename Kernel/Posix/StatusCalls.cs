using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>Calls that tell or set what is known about files, by path or descriptor.</summary>
internal sealed class StatusCalls(CallContext context)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const int WriteAccess = 2;
    private const int NanosecondsPerTick = 100;
    private const long Now = 0x3fff_ffff;
    private const long Omit = 0x3fff_fffe;

    private delegate FileStatus FileAction(OpenFile file);

    internal static bool Answers(int number) => number is SystemCallNumber.Stat or SystemCallNumber.Lstat or SystemCallNumber.Fstat or SystemCallNumber.NewFstatAt or SystemCallNumber.Statx
        or SystemCallNumber.Access or SystemCallNumber.FaccessAt or SystemCallNumber.FaccessAt2 or SystemCallNumber.Chmod or SystemCallNumber.Fchmod or SystemCallNumber.FchmodAt
        or SystemCallNumber.Chown or SystemCallNumber.Lchown or SystemCallNumber.Fchown or SystemCallNumber.FchownAt or SystemCallNumber.UtimensAt
        or SystemCallNumber.Statfs or SystemCallNumber.Fstatfs;

    internal long Call(in FileCall call) => call.Number switch
    {
        SystemCallNumber.Stat => Stat(CurrentDirectory, call.First, call.Second, 0),
        SystemCallNumber.Lstat => Stat(CurrentDirectory, call.First, call.Second, NoFollow),
        SystemCallNumber.Fstat => Stat((int)call.First, 0, call.Second, EmptyPath),
        SystemCallNumber.NewFstatAt => Stat((int)call.First, call.Second, call.Third, (int)call.Fourth),
        SystemCallNumber.Statx => Statx((int)call.First, call.Second, (int)call.Third, call.Fifth),
        SystemCallNumber.Access => CheckAccess(CurrentDirectory, call.First, (int)call.Second, 0),
        SystemCallNumber.FaccessAt => CheckAccess((int)call.First, call.Second, (int)call.Third, 0),
        SystemCallNumber.FaccessAt2 => CheckAccess((int)call.First, call.Second, (int)call.Third, (int)call.Fourth),
        SystemCallNumber.Chmod => SetPermissions(CurrentDirectory, call.First, (int)call.Second, 0),
        SystemCallNumber.Fchmod => SetPermissions((int)call.First, 0, (int)call.Second, EmptyPath),
        SystemCallNumber.FchmodAt => SetPermissions((int)call.First, call.Second, (int)call.Third, 0),
        SystemCallNumber.Chown => SetOwner(CurrentDirectory, call.First, call.Second, call.Third, 0),
        SystemCallNumber.Lchown => SetOwner(CurrentDirectory, call.First, call.Second, call.Third, NoFollow),
        SystemCallNumber.Fchown => SetOwner((int)call.First, 0, call.Second, call.Third, EmptyPath),
        SystemCallNumber.FchownAt => SetOwner((int)call.First, call.Second, call.Third, call.Fourth, (int)call.Fifth),
        SystemCallNumber.UtimensAt => SetTimes((int)call.First, call.Second, call.Third, (int)call.Fourth),
        SystemCallNumber.Statfs => Statfs(CurrentDirectory, call.First, call.Second, 0),
        _ => Statfs((int)call.First, 0, call.Second, EmptyPath),
    };

    private long Stat(int directory, ulong address, ulong target, int flags) => With(directory, address, flags, file =>
    {
        FileStatus status = file.GetInformation(out FileInformation information);
        if (status.IsSuccess)
        {
            StatusLayout.WriteStat(context.Memory.At(target, StatusLayout.StatBytes).Span, information, file.Mount.Number);
        }

        return status;
    });

    private long Statx(int directory, ulong address, int flags, ulong target) => With(directory, address, flags, file =>
    {
        FileStatus status = file.GetInformation(out FileInformation information);
        if (status.IsSuccess)
        {
            StatusLayout.WriteStatx(context.Memory.At(target, StatusLayout.StatxBytes).Span, information, file.Mount.Number);
        }

        return status;
    });

    // Root may do everything but write where nothing can be written.
    private long CheckAccess(int directory, ulong address, int mode, int flags) => With(directory, address, flags, file =>
        FileStatus.Of((mode & WriteAccess) != 0 && file.Mount.IsReadOnly && file.Kind is FileKind.File or FileKind.Directory ? FileError.ReadOnly : FileError.None));

    private long SetPermissions(int directory, ulong address, int mode, int flags) => With(directory, address, flags, file => file.SetPermissions(mode));

    // No file system here knows owners: everything is root's and stays it.
    private long SetOwner(int directory, ulong address, ulong user, ulong group, int flags) => With(directory, address, flags, file =>
        FileStatus.Of((uint)user is 0 or uint.MaxValue && (uint)group is 0 or uint.MaxValue ? FileError.None : FileError.NotPermitted));

    private long SetTimes(int directory, ulong address, ulong times, int flags)
    {
        const int TimespecBytes = 16;
        DateTime now = DateTime.UtcNow;
        DateTime? accessed = now;
        DateTime? modified = now;
        if (times != 0)
        {
            ReadOnlySpan<byte> both = context.Memory.At(times, 2 * TimespecBytes).Span;
            if (!TryReadTime(both, now, out accessed) || !TryReadTime(both[TimespecBytes..], now, out modified))
            {
                return Errno.Of(FileError.Invalid);
            }
        }

        // Without a path it is the descriptor's file that is meant: futimens.
        return With(directory, address, address == 0 ? flags | EmptyPath : flags, file => file.SetTimes(accessed, modified));
    }

    private long Statfs(int directory, ulong address, ulong target, int flags) => With(directory, address, flags, file =>
    {
        FileStatus status = file.Mount.FileSystem.GetSpace(out FileSystemSpace space);
        if (status.IsSuccess)
        {
            StatusLayout.WriteStatfs(context.Memory.At(target, StatusLayout.StatfsBytes).Span, file.Mount, space);
        }

        return status;
    });

    private long With(int directory, ulong address, int flags, FileAction action)
    {
        bool isEmpty = (flags & EmptyPath) != 0 && (address == 0 || context.Memory.ReadText(address) is "");
        if (isEmpty && directory != CurrentDirectory)
        {
            OpenDescription? description = context.Descriptors.Enter(directory);
            if (description is null)
            {
                return Errno.Of(FileError.BadFile);
            }

            FileStatus result = action(description.File);
            description.Leave();
            return Errno.Of(result);
        }

        string path = context.Files.WorkingDirectory;
        long error = isEmpty ? 0 : context.ReadPath(directory, address, out path);
        if (error != 0)
        {
            return error;
        }

        FileStatus status = context.Files.Open(path, (flags & NoFollow) != 0 ? FileAccessModes.NoFollow : FileAccessModes.None, 0, out OpenFile? file);
        if (!status.IsSuccess)
        {
            return Errno.Of(status);
        }

        using (file)
        {
            return Errno.Of(action(file!));
        }
    }

    private static bool TryReadTime(ReadOnlySpan<byte> timespec, DateTime now, out DateTime? time)
    {
        const long NanosecondsPerSecond = 1_000_000_000;
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(timespec);
        long nanoseconds = BinaryPrimitives.ReadInt64LittleEndian(timespec[8..]);
        time = nanoseconds == Now ? now : null;
        if (nanoseconds is Now or Omit)
        {
            return true;
        }

        // DateTime reaches from year 1 to 9999; Linux clamps to what a file system can hold, too.
        long first = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        long last = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        time = DateTime.UnixEpoch.AddTicks((Math.Clamp(seconds, first, last) * TimeSpan.TicksPerSecond) + (nanoseconds / NanosecondsPerTick));
        return nanoseconds is >= 0 and < NanosecondsPerSecond;
    }
}
