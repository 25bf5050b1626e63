using System;
using System.Threading;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>What is read of directories while their changes go into the cache.</summary>
[TestFixture]
internal sealed class MetadataSectorsTests
{
    private const int SectorBytes = 512;
    private const int Sectors = 64;
    private const int Rounds = 3000;

    [Test]
    public void Read_WhileChangesGoIntoTheCache_NeverFindsWhatWasBefore()
    {
        RamDisk disk = new("ram0", new byte[Sectors * SectorBytes], SectorBytes);
        MetadataSectors metadata = new(new VolumeCache(disk, writable: true), SectorBytes);
        int latest = 0;
        int stale = 0;
        Thread reader = new(() =>
        {
            byte[] found = new byte[sizeof(int)];
            for (int sector = 0; Volatile.Read(ref latest) < Rounds; sector++)
            {
                int least = Volatile.Read(ref latest);
                Assert.That(metadata.Read((ulong)(sector % Sectors * SectorBytes), found).IsSuccess);
                stale += BitConverter.ToInt32(found) < least ? 1 : 0;
            }
        });
        reader.Start();
        for (int round = 1; round <= Rounds; round++)
        {
            for (int sector = 0; sector < Sectors; sector++)
            {
                metadata.Write((ulong)(sector * SectorBytes), BitConverter.GetBytes(round));
            }

            Volatile.Write(ref latest, round);
            Assert.That(metadata.Apply(_ => true, final: true, []).IsSuccess);
        }

        reader.Join();
        Assert.That(stale, Is.Zero);
    }
}
