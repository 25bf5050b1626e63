using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Samples;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>SQLite, a program in C that uses files as it does on Linux: locks, fsync, memory that is shared through a mapped file (WAL).</summary>
internal abstract class DatabaseTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private string _folder = string.Empty;

    /// <summary>A directory that can be written.</summary>
    protected abstract string Place { get; }

    [SetUp]
    public void MakeFolder()
    {
        _folder = Path.Combine(Place, "database");
        Directory.CreateDirectory(_folder);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("delete")]
    [TestCase("truncate")]
    [TestCase("persist")]
    [TestCase("wal")]
    public void Transactions_InEachJournalMode_AreKeptOrUndoneWhole(string mode)
    {
        string path = Path.Combine(_folder, mode + ".db");
        using (Database database = new(path, s_patience))
        {
            Assert.That(database.QueryText($"PRAGMA journal_mode={mode}"), Is.EqualTo(mode));
            database.Execute("CREATE TABLE numbers(id INTEGER PRIMARY KEY, name TEXT NOT NULL); CREATE INDEX names ON numbers(name);");
            database.Execute("BEGIN");
            database.Execute("INSERT INTO numbers VALUES(?1, ?2)", [.. Enumerable.Range(0, 500).Select(i => ((long)i, $"number {i} " + new string('x', i % 100)))]);
            database.Execute("COMMIT");
            database.Execute("BEGIN; DELETE FROM numbers WHERE id % 2 = 0; UPDATE numbers SET name = 'changed'; ROLLBACK;");
            database.Execute("BEGIN; DELETE FROM numbers WHERE id >= 400; COMMIT;");
        }

        using Database again = new(path, s_patience);
        Assert.That(again.QueryNumber("SELECT count(*) FROM numbers"), Is.EqualTo(400));
        Assert.That(again.QueryText("SELECT name FROM numbers WHERE id = 123"), Is.EqualTo("number 123 " + new string('x', 23)));
        Assert.That(again.QueryText("PRAGMA integrity_check"), Is.EqualTo("ok"));
        Assert.That(File.Exists(path), Is.True);
    }

    [TestCase("delete")]
    [TestCase("wal")]
    public void Connections_OfManyThreads_CountTogether(string mode)
    {
        const int Threads = 4;
        int each = KernelContext.Scale(10);
        string path = Path.Combine(_folder, "shared.db");
        using (Database database = new(path, s_patience))
        {
            database.QueryText($"PRAGMA journal_mode={mode}");
            database.Execute("CREATE TABLE counter(value INTEGER NOT NULL); INSERT INTO counter VALUES(0);");
        }

        int failures = 0;
        Parallel.For(0, Threads, _ =>
        {
            using Database database = new(path, s_patience);
            database.Execute("PRAGMA synchronous=NORMAL");
            for (int i = 0; i < each; i++)
            {
                try
                {
                    database.Execute("BEGIN IMMEDIATE; UPDATE counter SET value = value + 1; COMMIT;");
                }
                catch (SqliteException)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        });
        using Database again = new(path, s_patience);
        Assert.That(failures, Is.Zero);
        Assert.That(again.QueryNumber("SELECT value FROM counter"), Is.EqualTo(Threads * each));
        Assert.That(again.QueryText("PRAGMA integrity_check"), Is.EqualTo("ok"));
    }

    [Test]
    public void Database_WhoseFileIsNone_IsAnError()
    {
        string path = Path.Combine(_folder, "none.db");
        File.WriteAllText(path, new string('n', 5000));
        using Database database = new(path, s_patience);
        const int NotADatabase = 26;
        Assert.That(Assert.Throws<SqliteException>(() => database.QueryNumber("SELECT count(*) FROM sqlite_master"))!.Code, Is.EqualTo(NotADatabase));
    }
}
