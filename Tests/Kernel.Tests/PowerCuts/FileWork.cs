using System;
using System.IO;
using CosmosNvme.Samples;
using CosmosNvme.Storage;
using CosmosNvme.Testing;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.PowerCuts;

/// <summary>
/// Heavy writing of files on a FAT32 volume by several threads, with System.IO and with SQLite, and notes of what was made durable. The host cuts
/// the power of the disk.
/// </summary>
[DeadlyTest]
internal sealed class FileWork
{
    private const string Place = "/volume";
    private const int Writers = 3;
    private const int FilesOfAWriter = 6;
    private const int FullSteps = 200;
    private const int FullTransactions = 40;

    private static readonly (string Mode, string Synchronous)[] s_databases = [("delete", "EXTRA"), ("truncate", "FULL"), ("wal", "FULL")];

    [Test]
    public void Writers_OfFilesAndDatabases_NoteWhatIsDurable()
    {
        VirtualFileSystem files = KernelContext.Storage.Files;
        FileStatus status = files.Mount("/dev/" + KernelContext.DestructiveDisk.Name, Place, writable: true, out Mount? mount);
        Assert.That(status.IsSuccess, Is.True, status.Message);
        mount!.FileSystem.Discards = true;
        Ledger ledger = new();
        Directory.CreateDirectory(Place + "/shared");
        TestThreads.Run(Writers + s_databases.Length, number =>
        {
            if (number < Writers)
            {
                WriteFiles(ledger, number);
            }
            else
            {
                WriteDatabase(ledger, s_databases[number - Writers].Mode, s_databases[number - Writers].Synchronous);
            }
        });
        status = files.Unmount(Place);
        Assert.That(status.IsSuccess, Is.True, status.Message);
    }

    private static void WriteFiles(Ledger ledger, int number)
    {
        Random random = new(number);
        string own = $"/own{number}";
        Directory.CreateDirectory(Place + own);
        string temporary = own + "/temporary";
        int[] seeds = new int[FilesOfAWriter];
        int[] lengths = new int[FilesOfAWriter];
        int lastSeed = number * 1_000_000;
        for (int step = KernelContext.Scale(FullSteps); step > 0; step--)
        {
            int file = random.Next(FilesOfAWriter);
            string path = file % 2 == 0 ? $"/shared/writer {number}, file number {file}.data" : $"{own}/file {file}";
            int length = random.Next(4) == 0 ? random.Next(60_000) : random.Next(4000);
            switch (random.Next(6))
            {
                case 0 or 1:
                    // The way of those who replace a file safely.
                    (seeds[file], lengths[file]) = (++lastSeed, length);
                    ledger.Note($"begin {seeds[file]} {lengths[file]} {path}");
                    Put(Place + temporary, FileContent.Of(seeds[file], 0, length), isDurable: true);
                    File.Move(Place + temporary, Place + path, overwrite: true);
                    FlushFile(Place + path);
                    ledger.Note($"durable {path}");
                    break;
                case 2 when seeds[file] != 0:
                    (seeds[file], lengths[file]) = (0, 0);
                    ledger.Note($"begin 0 0 {path}");
                    File.Delete(Place + path);
                    break;
                case 3 when seeds[file] != 0:
                    byte[] more = FileContent.Of(seeds[file], lengths[file], length % 3000);
                    lengths[file] += more.Length;
                    ledger.Note($"begin {seeds[file]} {lengths[file]} {path}");
                    Append(Place + path, more, isThrough: random.Next(2) == 0);
                    ledger.Note($"durable {path}");
                    break;
                case 4 when seeds[file] != 0:
                    lengths[file] /= 2;
                    ledger.Note($"begin {seeds[file]} {lengths[file]} {path}");
                    Cut(Place + path, lengths[file]);
                    ledger.Note($"durable {path}");
                    break;
                default:
                    // Work that nobody makes durable.
                    Put(Place + temporary, FileContent.Of(1, 0, length), isDurable: false);
                    Directory.CreateDirectory($"{Place}{own}/a new directory");
                    File.Move(Place + temporary, $"{Place}{own}/a new directory/temporary");
                    Directory.Delete($"{Place}{own}/a new directory", recursive: true);
                    break;
            }
        }
    }

    private static void WriteDatabase(Ledger ledger, string mode, string synchronous)
    {
        const int RowsOfATransaction = 3;
        using Database database = new($"{Place}/{mode}.db", TimeSpan.FromSeconds(20));
        Assert.That(database.QueryText($"PRAGMA journal_mode={mode}"), Is.EqualTo(mode));
        database.Execute($"PRAGMA synchronous={synchronous}; CREATE TABLE entries(id INTEGER PRIMARY KEY, name TEXT NOT NULL); CREATE INDEX names ON entries(name);");
        int count = KernelContext.Scale(FullTransactions);
        for (int transaction = 1; transaction <= count; transaction++)
        {
            database.Execute("BEGIN");
            for (int row = 0; row < RowsOfATransaction; row++)
            {
                long id = ((transaction - 1) * RowsOfATransaction) + row + 1;
                database.Execute("INSERT INTO entries VALUES(?1, ?2)", (id, $"entry {id} " + new string((char)('a' + (id % 26)), (int)(id * 37 % 500))));
            }

            database.Execute("COMMIT");
            ledger.Note($"committed {transaction * RowsOfATransaction} {mode}.db");
        }
    }

    private static void Put(string path, byte[] content, bool isDurable)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: isDurable);
    }

    private static void FlushFile(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static void Append(string path, byte[] more, bool isThrough)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, isThrough ? FileOptions.WriteThrough : FileOptions.None);
        RandomAccess.Write(handle, more, RandomAccess.GetLength(handle));
        if (!isThrough)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    private static void Cut(string path, int length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite);
        stream.SetLength(length);
        stream.Flush(flushToDisk: true);
    }
}
