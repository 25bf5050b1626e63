using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CosmosNvme.KernelTests.Files;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Random operations give the same on a FAT volume, in the model and on the host's file system. A failure prints the seed to repeat it with.</summary>
[TestFixture]
internal sealed class FatRandomTests
{
    private const int ThreadCount = 4;

    private static readonly string[] s_names = ["a", "b.txt", "a longer name", "C", "e", "d"];

    private static int Runs => TestScale.Pick(quick: 2, plain: 12, soak: 1500);

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Operations_OnVolumeModelAndHost_GiveTheSame(int kind)
    {
        byte[] image = FatDisk.MakeImage(kind);
        Operations(["", "/d", "/d/e", "/a"], s_names).Array[150, 300].Sample(operations => Compare((byte[])image.Clone(), operations), iter: Runs, threads: 1);
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Operations_OfManyThreads_GiveWhatEachExpects(int kind)
    {
        byte[] image = FatDisk.MakeImage(kind);
        for (int seed = 1; seed <= Runs; seed++)
        {
            Concurrently((byte[])image.Clone(), seed);
        }
    }

    private static Gen<FileOperation> Operations(string[] folders, string[] names)
    {
        Gen<string> path = Gen.Select(Gen.OneOf(folders), Gen.OneOf(names), (folder, name) => $"{folder}/{name}");
        return Gen.Select(Gen.Int[0, FileOperation.Kinds - 1], path, path, Gen.OneOf(Gen.Int[0, 3000], Gen.Int[0, 30_000]), Gen.OneOf(Gen.Int[0, 1200], Gen.Int[0, 20_000]), Gen.Int[0, 1_000_000])
            .Select(all => new FileOperation(all.Item1, all.Item2, all.Item3, all.Item4, all.Item5, all.Item6));
    }

    private static void Compare(byte[] image, FileOperation[] operations)
    {
        FatDisk disk = new(image);
        FileTree tree = new();
        string folder = Directory.CreateTempSubdirectory("cosmos-model-").FullName;
        try
        {
            for (int index = 0; index < operations.Length; index++)
            {
                FileOperation operation = operations[index];
                FileError expected = operation.DoTo(tree);
                Demand(operation.DoTo(folder) == (expected == FileError.None), $"the host does not agree with the model, {expected}, about {operation}");
                FileError error = operation.DoTo(disk);
                Demand(error == expected, $"{error}, but {expected} was expected of operation {index}, {operation}");
                if (operation.Seed % 50 == 0)
                {
                    disk.Close();
                    disk = new FatDisk(image);
                }
            }

            Demand(Same(Host(folder, folder), tree.All), "the host's tree is not the model's");
            Demand(Same(Tree(disk.Volume.Root, string.Empty), tree.All), "the volume's tree is not the model's");
            disk.Close();
            Demand(Same(Tree(new FatDisk(image).Volume.Root, string.Empty), tree.All), "the volume's tree is not the model's after it was mounted again");
            string output = FatDisk.FsckOutput(image, out int exit);
            Demand(exit == 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each thread has a directory for itself and names for itself in one that all share; others look on meanwhile.
    private static void Concurrently(byte[] image, int seed)
    {
        FatDisk disk = new(image);
        disk.MakeDirectory("/all");
        FileTree[] trees = [.. Enumerable.Range(0, ThreadCount).Select(_ => new FileTree())];
        for (int thread = 0; thread < ThreadCount; thread++)
        {
            disk.MakeDirectory($"/own{thread}");
            trees[thread].Create("/all", isDirectory: true);
            trees[thread].Create($"/own{thread}", isDirectory: true);
        }

        string? failure = null;
        bool done = false;
        Thread[] threads = [.. Enumerable.Range(0, ThreadCount).Select(thread => new Thread(() =>
        {
            string[] names = [.. s_names.Select(name => $"{name} of {thread}")];
            Random random = new((seed * 100) + thread);
            string[] folders = ["/all", $"/own{thread}", $"/own{thread}/{names[0]}"];
            for (int step = 0; step < 150 && failure is null; step++)
            {
                FileOperation operation = new(
                    random.Next(FileOperation.Kinds),
                    $"{folders[random.Next(3)]}/{names[random.Next(names.Length)]}",
                    $"{folders[random.Next(3)]}/{names[random.Next(names.Length)]}",
                    random.Next(5000),
                    random.Next(5000),
                    random.Next(1_000_000));
                FileError expected = operation.DoTo(trees[thread]);
                FileError error = operation.DoTo(disk);
                failure = error == expected ? failure : $"thread {thread}, step {step}: {error}, but {expected} was expected of {operation}";
            }
        }))];
        Thread looker = new(() =>
        {
            try
            {
                while (!Volatile.Read(ref done) && failure is null)
                {
                    foreach ((string path, byte[]? content) in Tree(disk.Volume.Root, string.Empty))
                    {
                        failure = path.Length > 0 && (content is null || content.Length <= 40_000) ? failure : $"{path} has {content?.Length} bytes";
                    }
                }
            }
            catch (InvalidOperationException exception)
            {
                failure = exception.Message;
            }
        });
        looker.Start();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Volatile.Write(ref done, true);
        looker.Join();
        Assert.That(failure, Is.Null, $"seed {seed}");
        (string Path, byte[]? Content)[] expected = [.. trees.SelectMany(tree => tree.All).DistinctBy(entry => entry.Path)];
        Assert.That(Same(Tree(disk.Volume.Root, string.Empty), expected), $"seed {seed}");
        disk.CloseAndCheck();
    }

    private static bool Same(IEnumerable<(string Path, byte[]? Content)> one, IEnumerable<(string Path, byte[]? Content)> other) =>
        one.OrderBy(entry => entry.Path, StringComparer.Ordinal).SequenceEqual(other.OrderBy(entry => entry.Path, StringComparer.Ordinal), new Comparer());

    private static IEnumerable<(string Path, byte[]? Content)> Host(string root, string folder) =>
        Directory.EnumerateFileSystemEntries(folder).SelectMany(path => Directory.Exists(path)
            ? Host(root, path).Prepend((path[root.Length..], null))
            : [(path[root.Length..], File.ReadAllBytes(path))]);

    private static List<(string Path, byte[]? Content)> Tree(FileNode directory, string path)
    {
        List<(string, byte[]?)> all = [];
        List<FileNode> children = [];
        directory.List(children);
        foreach (FileNode child in children)
        {
            string name = child.Name;
            if (child.Kind == FileKind.Directory)
            {
                all.Add(($"{path}/{name}", null));
                all.AddRange(Tree(child, $"{path}/{name}"));
            }
            else
            {
                byte[] content = new byte[100_000];
                FileStatus status = child.Read(0, content, out int count);
                Demand(status.IsSuccess, $"{path}/{name}: {status.Message}");
                all.Add(($"{path}/{name}", content[..count]));
            }
        }

        return all;
    }

    private static void Demand(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }

    private sealed class Comparer : IEqualityComparer<(string Path, byte[]? Content)>
    {
        public bool Equals((string Path, byte[]? Content) x, (string Path, byte[]? Content) y) =>
            x.Path == y.Path && (x.Content is null) == (y.Content is null) && x.Content.AsSpan().SequenceEqual(y.Content);

        public int GetHashCode((string Path, byte[]? Content) obj) => obj.Path.GetHashCode(StringComparison.Ordinal);
    }
}
