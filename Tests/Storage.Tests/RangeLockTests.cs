using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Locks on ranges, among others against a model that has a lock on each byte.</summary>
[TestFixture]
internal sealed class RangeLockTests
{
    private readonly object[] _owners = ["first", "second", "third"];

    [Test]
    public void Set_RandomRequests_GiveWhatLocksOnEachByteWouldGive()
    {
        const int Bytes = 40;
        Random random = new(7);
        RangeLocks locks = new();
        RangeLockKind[,] model = new RangeLockKind[_owners.Length, Bytes];
        for (int i = 0; i < 20_000; i++)
        {
            int owner = random.Next(_owners.Length);
            int start = random.Next(Bytes);
            int end = random.Next(start + 1, Bytes + 1);
            RangeLockKind kind = (RangeLockKind)random.Next(3);
            bool isFree = Enumerable.Range(start, end - start).All(at => Enumerable.Range(0, _owners.Length).All(other =>
                other == owner || model[other, at] == RangeLockKind.None || (kind != RangeLockKind.Exclusive && model[other, at] != RangeLockKind.Exclusive)));
            bool expected = kind == RangeLockKind.None || isFree;
            Assert.That(locks.Find(_owners[owner], (ulong)start, (ulong)end, kind == RangeLockKind.None ? RangeLockKind.Shared : kind) is null || !isFree || kind == RangeLockKind.None);
            Assert.That(locks.Set(_owners[owner], (ulong)start, (ulong)end, kind, wait: false).IsSuccess, Is.EqualTo(expected));
            for (int at = start; at < end && expected; at++)
            {
                model[owner, at] = kind;
            }
        }
    }

    [Test]
    public void Set_ThatWaits_GoesOnWhenTheRangeIsGivenBack()
    {
        RangeLocks locks = new();
        locks.Set(_owners[0], 0, 100, RangeLockKind.Exclusive, wait: false);
        Task<FileStatus> waiter = Task.Run(() => locks.Set(_owners[1], 50, 60, RangeLockKind.Shared, wait: true));
        locks.Set(_owners[0], 0, 50, RangeLockKind.None, wait: false);
        Assert.That(waiter.Wait(50), Is.False);
        locks.Set(_owners[0], 50, 100, RangeLockKind.None, wait: false);
        Assert.That(waiter.Wait(TimeSpan.FromSeconds(30)));
        Assert.That(waiter.Result.IsSuccess);
    }

    [Test]
    public void Dispose_OfAnOpenFile_GivesItsLocksBack()
    {
        VirtualFileSystem files = new StorageStack().Files;
        FileAccessModes modes = FileAccessModes.Read | FileAccessModes.Write | FileAccessModes.Create;
        files.Open("/tmp/x", modes, 0b110_100_100, out OpenFile? first);
        files.Open("/tmp/x", modes, 0b110_100_100, out OpenFile? second);
        using (second)
        {
            Assert.That(first!.LockWhole(RangeLockKind.Exclusive, wait: false).IsSuccess);
            Assert.That(first.LockRange(null, 0, 10, RangeLockKind.Exclusive, wait: false).IsSuccess);
            Assert.That(second!.LockWhole(RangeLockKind.Shared, wait: false).Error, Is.EqualTo(FileError.Again));
            Assert.That(second.FindLock(null, 9, 20, RangeLockKind.Shared)!.End, Is.EqualTo(10));
            Assert.That(second.LockRange(null, 10, 20, RangeLockKind.Shared, wait: false).IsSuccess);
            first.Dispose();
            Assert.That(second.LockWhole(RangeLockKind.Exclusive, wait: false).IsSuccess);
            Assert.That(second.LockRange(null, 0, 20, RangeLockKind.Exclusive, wait: false).IsSuccess);
        }
    }

    [Test]
    public void LockRange_OfAKindTheFileIsNotOpenFor_IsABadDescriptor()
    {
        VirtualFileSystem files = new StorageStack().Files;
        files.Open("/tmp/x", FileAccessModes.Write | FileAccessModes.Create, 0b110_100_100, out OpenFile? file);
        using (file)
        {
            Assert.That(file!.LockRange(null, 0, 1, RangeLockKind.Shared, wait: false).Error, Is.EqualTo(FileError.BadFile));
            Assert.That(file.LockRange(null, 0, 1, RangeLockKind.Exclusive, wait: false).IsSuccess);
        }
    }
}
