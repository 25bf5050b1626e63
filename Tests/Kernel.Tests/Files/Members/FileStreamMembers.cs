using System;
using System.IO;
using System.Runtime.Versioning;
using System.Threading;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="FileStream"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class FileStreamMembers
{
    private const string Failed = nameof(IOException);
    private const string Unsupported = nameof(NotSupportedException);

    internal static readonly MemberUse[] All =
    [
        new(".ctor", p => After(() => new FileStream(p + "/new", FileMode.CreateNew).Dispose(), () => File.Exists(p + "/new")), "True"),
        new(".ctor", p => Handle(p, h => ReadAll(new FileStream(h, FileAccess.Read))), "hello"),
        new(".ctor", p => Handle(p, h => ReadAll(new FileStream(h, FileAccess.Read, bufferSize: 0, isAsync: false))), "hello"),
        new(".ctor", p => ReadAll(new FileStream(p + "/f", FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan | FileOptions.Asynchronous)), "hello"),
        new(".ctor", p => ReadAll(new FileStream(p + "/f", new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.RandomAccess })), "hello"),
        new(".ctor", p => new FileStream(p + "/none", FileMode.Open), nameof(FileNotFoundException)),
        new(".ctor", p => new FileStream(p + "/d", FileMode.Open), nameof(UnauthorizedAccessException)),
        new(".ctor", p => new FileStream(p + "/f", FileMode.CreateNew), Failed),
        new(".ctor", p => new FileStream(p + "/f", FileMode.Append, FileAccess.Read), nameof(ArgumentException)),
        new(".ctor", MakeWithMode, "UserRead") { OnFat = "OtherExecute, OtherRead, GroupExecute, GroupRead, UserExecute, UserRead" },
        new(".ctor", p => new FileStream(p + "/new", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = 1L << 60 }), Failed),
        new(".ctor", p => After(() => ReadFailing(p), () => File.Exists(p + "/new")), "False"),
        new(nameof(FileStream.BeginRead), p => Stream(p, s => s.EndRead(s.BeginRead(new byte[9], 0, 9, null, null))), "5"),
        new(nameof(FileStream.EndRead), p => Stream(p, s => s.EndRead(s.BeginRead(new byte[9], 0, 2, null, null))), "2"),
        new(nameof(FileStream.BeginWrite), p => Content(p, () => Stream(p, s => After(() => s.EndWrite(s.BeginWrite(Bytes("HE"), 0, 2, null, null)), () => null))), "HEllo"),
        new(nameof(FileStream.EndWrite), p => Content(p, () => Stream(p, s => After(() => s.EndWrite(s.BeginWrite(Bytes("HE"), 1, 1, null, null)), () => null))), "Eello"),
        new(nameof(FileStream.CanRead), p => Stream(p, s => s.CanRead), "True"),
        new(nameof(FileStream.CanSeek), p => Stream(p, s => s.CanSeek), "True"),
        new(nameof(FileStream.CanWrite), p => Stream(p, s => s.CanWrite), "True"),
        new(nameof(FileStream.CopyTo), p => Stream(p, s => CopyOf(s)), "hello"),
        new(nameof(FileStream.CopyToAsync), p => Stream(p, s => CopyAsyncOf(s)), "hello"),
        new(nameof(FileStream.DisposeAsync), p => Stream(p, s => After(() => Wait(s.DisposeAsync().AsTask()), () => s.ReadByte())), nameof(ObjectDisposedException)),
        new(nameof(FileStream.Flush), p => Stream(p, s => After(() => { s.WriteByte((byte)'J'); s.Flush(); }, () => Content(p))), "Jello"),
        new(nameof(FileStream.Flush), p => Stream(p, s => After(() => { s.WriteByte((byte)'J'); s.Flush(flushToDisk: true); }, () => Content(p))), "Jello"),
        new(nameof(FileStream.FlushAsync), p => Stream(p, s => After(() => { s.WriteByte((byte)'J'); Wait(s.FlushAsync(CancellationToken.None)); }, () => Content(p))), "Jello"),
#pragma warning disable CS0618 // It is obsolete, and it works.
        new(nameof(FileStream.Handle), p => Stream(p, s => s.Handle > 2), "True"),
#pragma warning restore CS0618
        new(nameof(FileStream.IsAsync), p => Stream(p, s => s.IsAsync), "False"),
        new(nameof(FileStream.Length), p => Stream(p, s => s.Length), "5"),
        new(nameof(FileStream.Lock), LockTwice, "free"),
        new(nameof(FileStream.Lock), p => Stream(p, s => After(() => s.Lock(-1, 1), () => null)), nameof(ArgumentOutOfRangeException)),
        new(nameof(FileStream.Name), p => Stream(p, s => s.Name), "P/f"),
        new(nameof(FileStream.Position), p => Stream(p, s => After(() => s.Position = 2, () => $"{(char)s.ReadByte()} {s.Position}")), "l 3"),
        new(nameof(FileStream.Position), p => Stream(p, s => s.Position = -1), nameof(ArgumentOutOfRangeException)),
        new(nameof(FileStream.Read), p => Stream(p, s => s.Read(new byte[9], 1, 8)), "5"),
        new(nameof(FileStream.Read), p => Stream(p, s => s.Read(new byte[3].AsSpan())), "3"),
        new(nameof(FileStream.Read), p => After(() => { }, () => OpenWritable(p, s => s.Read(new byte[3].AsSpan()))), Unsupported),
        new(nameof(FileStream.ReadAsync), p => Stream(p, s => Wait(s.ReadAsync(new byte[9].AsMemory()))), "5"),
        new(nameof(FileStream.ReadAsync), p => Stream(p, s => Wait(s.ReadAsync(new byte[9].AsMemory(), new CancellationToken(canceled: true)))), "TaskCanceledException"),
        new(nameof(FileStream.ReadByte), p => Stream(p, s => After(() => s.Position = 5, () => s.ReadByte())), "-1"),
        new(nameof(FileStream.SafeFileHandle), p => Stream(p, s => s.SafeFileHandle.IsInvalid), "False"),
        new(nameof(FileStream.Seek), p => Stream(p, s => $"{s.Seek(-2, SeekOrigin.End)} {s.Seek(1, SeekOrigin.Current)} {s.Seek(9, SeekOrigin.Begin)}"), "3 4 9"),
        new(nameof(FileStream.Seek), p => Stream(p, s => s.Seek(-9, SeekOrigin.End)), Failed),
        new(nameof(FileStream.Seek), WriteBehindEnd, "hello\0\0X"),
        new(nameof(FileStream.Seek), SeekBeforeAppending, Failed),
        new(nameof(FileStream.SetLength), p => Content(p, () => Stream(p, s => After(() => s.SetLength(2), () => null))), "he"),
        new(nameof(FileStream.SetLength), p => Content(p, () => Stream(p, s => After(() => s.SetLength(7), () => null))), "hello\0\0"),
        new(nameof(FileStream.SetLength), p => Stream(p, s => After(() => s.SetLength(-1), () => null)), nameof(ArgumentOutOfRangeException)),
        new(nameof(FileStream.Unlock), p => Stream(p, s => After(() => s.Unlock(3, 4), () => "nothing")), "nothing"),
        new(nameof(FileStream.Write), p => Content(p, () => Stream(p, s => After(() => s.Write(Bytes("JE"), 0, 2), () => null))), "JEllo"),
        new(nameof(FileStream.Write), p => Content(p, () => Stream(p, s => After(() => s.Write(new byte[3].AsSpan(0, 0)), () => null))), "hello"),
        new(nameof(FileStream.Write), p => ReadOnly(p, s => After(() => s.Write(new byte[3]), () => null)), Unsupported),
        new(nameof(FileStream.WriteAsync), p => Content(p, () => Stream(p, s => After(() => Wait(s.WriteAsync(Bytes("JE"), 0, 2)), () => null))), "JEllo"),
        new(nameof(FileStream.WriteAsync), p => Content(p, () => Stream(p, s => After(() => Wait(s.WriteAsync(Bytes("JE").AsMemory()).AsTask()), () => null))), "JEllo"),
        new(nameof(FileStream.WriteByte), p => Content(p, () => Stream(p, s => After(() => s.WriteByte((byte)'J'), () => null))), "Jello"),
    ];

    private static string ReadAll(FileStream stream)
    {
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static object MakeWithMode(string folder)
    {
        new FileStream(folder + "/new", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead }).Dispose();
        return File.GetUnixFileMode(folder + "/new");
    }

    // Of a file for which there is no room nothing is left.
    private static void ReadFailing(string folder)
    {
        try
        {
            new FileStream(folder + "/new", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = 1L << 60 }).Dispose();
        }
        catch (IOException)
        {
        }
    }

    private static string CopyOf(FileStream stream)
    {
        using MemoryStream copy = new();
        stream.CopyTo(copy, 100);
        return Text(copy.ToArray());
    }

    private static string CopyAsyncOf(FileStream stream)
    {
        using MemoryStream copy = new();
        Wait(stream.CopyToAsync(copy, 100, CancellationToken.None));
        return Text(copy.ToArray());
    }

    // One process has all locks, so they never stand in its own way.
    private static string LockTwice(string folder)
    {
        using FileStream first = Open(folder);
        using FileStream second = Open(folder);
        first.Lock(0, 3);
        second.Lock(1, 3);
        second.Unlock(1, 3);
        first.Unlock(0, 3);
        return "free";
    }

    private static object? OpenWritable(string folder, Func<FileStream, object?> use)
    {
        using FileStream stream = new(folder + "/f", FileMode.Open, FileAccess.Write);
        return use(stream);
    }

    private static object? ReadOnly(string folder, Func<FileStream, object?> use)
    {
        using FileStream stream = new(folder + "/f", FileMode.Open, FileAccess.Read);
        return use(stream);
    }

    private static string WriteBehindEnd(string folder)
    {
        Stream(folder, stream => After(() => stream.Seek(2, SeekOrigin.End), () => After(() => stream.WriteByte((byte)'X'), () => null)));
        return Content(folder);
    }

    private static object SeekBeforeAppending(string folder)
    {
        using FileStream stream = new(folder + "/f", FileMode.Append, FileAccess.Write);
        return stream.Seek(0, SeekOrigin.Begin);
    }
}
