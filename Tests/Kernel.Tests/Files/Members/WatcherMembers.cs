using System;
using System.IO;
using System.Runtime.Versioning;
using System.Threading;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="FileSystemWatcher"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class WatcherMembers
{
    // The kernel has no inotify; it is what Linux's users see where that is not there either.
    private const string NoWatching = nameof(IOException);

    internal static readonly MemberUse[] All =
    [
        new(".ctor", p => With(p, watcher => watcher.Path), "P"),
        new(".ctor", p => new FileSystemWatcher(p + "/none"), nameof(ArgumentException)),
        new(nameof(FileSystemWatcher.BeginInit), p => With(p, watcher => Do(watcher.BeginInit)), "done"),
        new(nameof(FileSystemWatcher.Changed), p => With(p, watcher => See(watcher, seen => watcher.Changed += seen, () => File.AppendAllText(p + "/f", "x"))), "Changed f") { InKernel = NoWatching },
        new(nameof(FileSystemWatcher.Created), p => With(p, watcher => See(watcher, seen => watcher.Created += seen, () => File.WriteAllText(p + "/new", "x"))), "Created new") { InKernel = NoWatching },
        new(nameof(FileSystemWatcher.Deleted), p => With(p, watcher => See(watcher, seen => watcher.Deleted += seen, () => File.Delete(p + "/f"))), "Deleted f") { InKernel = NoWatching },
        new(nameof(FileSystemWatcher.EnableRaisingEvents), p => With(p, watcher => $"{watcher.EnableRaisingEvents} {watcher.EnableRaisingEvents = true}"), "False True") { InKernel = NoWatching },
        new(nameof(FileSystemWatcher.EndInit), p => With(p, watcher => Do(watcher.EndInit)), "done"),
        new(nameof(FileSystemWatcher.Error), p => With(p, watcher => Do(() => watcher.Error += (_, _) => { })), "done"),
        new(nameof(FileSystemWatcher.Filter), p => With(p, watcher => watcher.Filter = "*.txt"), "*.txt"),
        new(nameof(FileSystemWatcher.Filters), p => With(p, watcher => watcher.Filters.Count), "0"),
        new(nameof(FileSystemWatcher.IncludeSubdirectories), p => With(p, watcher => watcher.IncludeSubdirectories = true), "True"),
        new(nameof(FileSystemWatcher.InternalBufferSize), p => With(p, watcher => watcher.InternalBufferSize), "8192"),
        new(nameof(FileSystemWatcher.NotifyFilter), p => With(p, watcher => watcher.NotifyFilter = NotifyFilters.Size), "Size"),
        new(nameof(FileSystemWatcher.Path), p => With(p, watcher => watcher.Path = p + "/d"), "P/d"),
        new(nameof(FileSystemWatcher.Renamed), p => With(p, watcher => See(watcher, seen => watcher.Renamed += (sender, e) => seen(sender, e), () => File.Move(p + "/f", p + "/m"))), "Renamed m") { InKernel = NoWatching },
        new(nameof(FileSystemWatcher.Site), p => With(p, watcher => watcher.Site), string.Empty),
        new(nameof(FileSystemWatcher.SynchronizingObject), p => With(p, watcher => watcher.SynchronizingObject), string.Empty),
        new(nameof(FileSystemWatcher.WaitForChanged), p => With(p, watcher => watcher.WaitForChanged(WatcherChangeTypes.All, 10).TimedOut), "True") { InKernel = NoWatching },
    ];

    private static object? With(string folder, Func<FileSystemWatcher, object?> use)
    {
        using FileSystemWatcher watcher = new(folder);
        return use(watcher);
    }

    private static string Do(Action action)
    {
        action();
        return "done";
    }

    private static string See(FileSystemWatcher watcher, Action<FileSystemEventHandler> subscribe, Action change)
    {
        const int PatienceMilliseconds = 20_000;
        using ManualResetEventSlim isSeen = new();
        string seen = "nothing";
        subscribe((_, e) =>
        {
            seen = $"{e.ChangeType} {e.Name}";
            isSeen.Set();
        });
        watcher.EnableRaisingEvents = true;
        change();
        isSeen.Wait(PatienceMilliseconds);
        watcher.EnableRaisingEvents = false;
        return seen;
    }
}
