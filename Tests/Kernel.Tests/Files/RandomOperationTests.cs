using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;
using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>
/// Threads change a tree of files at random by System.IO; each knows from a model what every operation must come to and what must be there at the
/// end. Under Linux the same runs on the host's file system, which checks the model.
/// </summary>
[SupportedOSPlatform("linux")]
internal abstract class RandomOperationTests
{
    private const int Threads = 4;

    private static readonly string[] s_names = ["a", "b.txt", "a longer name", "C", "e", "d"];

    private string _folder = string.Empty;
    private volatile string? _failure;

    /// <summary>A directory that can be written.</summary>
    protected abstract string Place { get; }

    /// <summary>Operations of each thread.</summary>
    protected abstract int Steps { get; }

    [SetUp]
    public void MakeFolder()
    {
        _folder = Path.Combine(Place, "random " + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(_folder);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(1)]
    [TestCase(2)]
    public void Operations_OfManyThreads_ComeToWhatTheModelSays(int seed)
    {
        _failure = null;
        FileTree[] trees = [.. Enumerable.Range(0, Threads).Select(MakeTree)];
        bool isDone = false;
        Thread[] workers = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() => Work(trees[thread], thread, seed)))];
        Thread looker = new(() => LookOn(ref isDone));
        looker.Start();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        Volatile.Write(ref isDone, true);
        looker.Join();
        Assert.That(_failure, Is.Null);
        string[] expected = [.. trees.SelectMany(tree => tree.All).Select(entry => Describe(entry.Path, entry.Content)).Distinct().Order(StringComparer.Ordinal)];
        string[] found = [.. Found(_folder).Order(StringComparer.Ordinal)];
        Assert.That(string.Join('\n', found), Is.EqualTo(string.Join('\n', expected)));
        Assert.That(expected, Has.Length.GreaterThan(Threads + 1));
    }

    // Each thread has a directory for itself, and names for itself in one that all share.
    private FileTree MakeTree(int thread)
    {
        FileTree tree = new();
        foreach (string path in new[] { "/all", $"/own{thread}" })
        {
            tree.Create(path, isDirectory: true);
            Directory.CreateDirectory(_folder + path);
        }

        return tree;
    }

    private void Work(FileTree tree, int thread, int seed)
    {
        string[] names = [.. s_names.Select(name => $"{name} of {thread}")];
        string[] folders = ["/all", $"/own{thread}", $"/own{thread}/{names[0]}"];
        Random random = new((seed * 100) + thread);
        string Some() => $"{folders[random.Next(folders.Length)]}/{names[random.Next(names.Length)]}";
        for (int step = 0; step < Steps && _failure is null; step++)
        {
            FileOperation operation = new(random.Next(FileOperation.Kinds), Some(), Some(), random.Next(5000), random.Next(5000), random.Next(1_000_000));
            FileError expected = operation.DoTo(tree);
            if (operation.DoTo(_folder) != (expected == FileError.None))
            {
                _failure = $"thread {thread}, step {step}: {expected} was expected of {operation}";
            }
        }
    }

    // Files may go away while they are looked at, but what is there is possible.
    private void LookOn(ref bool isDone)
    {
        while (!Volatile.Read(ref isDone))
        {
            foreach (FileInfo file in new DirectoryInfo(_folder + "/all").EnumerateFiles())
            {
                _failure = file.Exists && file.Length > 10_000 ? $"{file.Name} has {file.Length} bytes" : _failure;
            }
        }
    }

    private IEnumerable<string> Found(string folder) => Directory.EnumerateFileSystemEntries(folder).SelectMany(path => Directory.Exists(path)
        ? Found(path).Prepend(Describe(path[_folder.Length..], null))
        : [Describe(path[_folder.Length..], File.ReadAllBytes(path))]);

    private static string Describe(string path, byte[]? content) => content is null ? path + "/" : $"{path} {content.Length} {Hash(content):x16}";

    // FNV-1a.
    private static ulong Hash(byte[] content) => content.Aggregate(0xcbf29ce484222325, (hash, value) => (hash ^ value) * 0x100000001b3);
}
