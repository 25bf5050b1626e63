using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace CosmosNvme.KernelTests.Files;

/// <summary>What the uses of members have in common. P is a use's directory.</summary>
internal static class Uses
{
    /// <summary>A time that every file system keeps, FAT with its days of last use as well.</summary>
    internal static readonly DateTime Time = new(2011, 12, 13, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The content of P/f.</summary>
    internal static string Content(string folder) => File.ReadAllText(folder + "/f").Replace('\n', '|');

    /// <summary>The content of P/f, after something was done.</summary>
    internal static string Content(string folder, Action action)
    {
        action();
        return Content(folder);
    }

    /// <summary>The content of P/f, after something was done.</summary>
    internal static string Content(string folder, Task task)
    {
        Wait(task);
        return Content(folder);
    }

    /// <summary>The names below P, after something was done.</summary>
    internal static string Names(string folder, Action action)
    {
        action();
        return Names(Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories));
    }

    /// <summary>The names of some paths, in order.</summary>
    internal static string Names(IEnumerable<string> paths) => string.Join(' ', paths.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    /// <summary>The names of some files, in order.</summary>
    internal static string Names(IEnumerable<FileSystemInfo> entries) => Names(entries.Select(entry => entry.FullName));

    /// <summary>A time as it is compared.</summary>
    internal static string Day(DateTime time) => $"{time.ToUniversalTime():yyyy-MM-dd HH:mm:ss}";

    /// <summary>Whether a time is now.</summary>
    internal static bool IsNow(DateTime time) => Math.Abs((DateTime.UtcNow - time.ToUniversalTime()).TotalSeconds) < 30;

    /// <summary>Whether a time is of today, which is all that FAT knows of the last use.</summary>
    internal static bool IsToday(DateTime time) => Math.Abs((DateTime.UtcNow - time.ToUniversalTime()).TotalHours) < 49;

    /// <summary>P/f, opened for reading and writing.</summary>
    internal static FileStream Open(string folder) => new(folder + "/f", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>What comes of using P/f by a stream.</summary>
    internal static object? Stream(string folder, Func<FileStream, object?> use)
    {
        using FileStream stream = Open(folder);
        return use(stream);
    }

    /// <summary>What comes of using P/f by a handle.</summary>
    internal static object? Handle(string folder, Func<SafeFileHandle, object?> use)
    {
        using SafeFileHandle handle = File.OpenHandle(folder + "/f", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return use(handle);
    }

    /// <summary>A text's bytes.</summary>
    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A text of bytes.</summary>
    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Waits.</summary>
    internal static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>Waits for a result.</summary>
    internal static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>Waits for a result.</summary>
    internal static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    /// <summary>What comes of something, after something else was done.</summary>
    internal static object? After(Action action, Func<object?> use)
    {
        action();
        return use();
    }
}
