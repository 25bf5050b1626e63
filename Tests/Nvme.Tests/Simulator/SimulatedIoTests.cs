using System;
using System.Buffers.Binary;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The simulator's I/O commands, write cache and queue rules against NVMe Base 1.4 §4 and §6, by a host of its own.</summary>
public sealed class SimulatedIoTests
{
    private const byte Flush = 0x00;
    private const byte Write = 0x01;
    private const byte Read = 0x02;
    private const byte Compare = 0x05;
    private const byte WriteZeroes = 0x08;
    private const byte ManageDataSet = 0x09;
    private const uint ForceUnitAccess = 1u << 30;

    private RawHost _host = null!;
    private SimulatedNamespace _disk = null!;

    private SimulatedController Device => _host.Device;

    [SetUp]
    public void Enable()
    {
        _host = new RawHost(new SimulatedController());
        _disk = new SimulatedNamespace(1, 64);
        Device.Namespaces.Add(_disk);
        Device.Namespaces.Add(new SimulatedNamespace(2, 64) { IsActive = false });
        Device.MaximumTransferExponent = 1;
        _host.Enable();
        _host.CreateQueues(1);
    }

    [TestCase(Read, 0ul, 1, 1u, 0x000)]
    [TestCase(Read, 63ul, 1, 1u, 0x000)]
    [TestCase(Read, 63ul, 2, 1u, 0x080)]
    [TestCase(Read, 64ul, 1, 1u, 0x080)]
    [TestCase(Write, ulong.MaxValue, 1, 1u, 0x080)]
    [TestCase(WriteZeroes, 60ul, 5, 1u, 0x080)]
    [TestCase(Read, 0ul, 1, 2u, 0x002)]
    [TestCase(Read, 0ul, 1, 3u, 0x00b)]
    [TestCase(Read, 0ul, 17, 1u, 0x002)]
    [TestCase((byte)0x7f, 0ul, 1, 1u, 0x001)]
    [TestCase(Flush, 0ul, 1, 0xffffffffu, 0x000)]
    [TestCase(Flush, 0ul, 1, 2u, 0x00b)]
    public void Command_RangeAndNamespace_AreChecked(byte opcode, ulong block, int blocks, uint namespaceId, int status) =>
        Assert.That(_host.Io(opcode, block, blocks, namespaceId), Is.EqualTo(status));

    [Test]
    public void WriteProtected_EveryWrite_IsRefused([Values(Write, WriteZeroes, ManageDataSet)] byte opcode)
    {
        _disk.IsWriteProtected = true;
        Assert.That(_host.Io(opcode), Is.EqualTo(0x020));
    }

    [Test]
    public void Compare_Data_SucceedsOrFails()
    {
        _host.Buffer.Span[..512].Fill(7);
        Assert.That(_host.Io(Write, block: 3), Is.Zero);
        Assert.That(_host.Io(Compare, block: 3), Is.Zero);
        _host.Buffer.Span[511]++;
        Assert.That(_host.Io(Compare, block: 3), Is.EqualTo(0x285));
    }

    [Test]
    public void WriteZeroes_Blocks_BecomeZero()
    {
        _disk.Data.AsSpan().Fill(9);
        Assert.That(_host.Io(WriteZeroes, block: 2, blocks: 3), Is.Zero);
        Assert.That(_disk.Data.AsSpan(2 * 512, 3 * 512).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(_disk.Data[(2 * 512) - 1] == 9 && _disk.Data[5 * 512] == 9, Is.True);
    }

    [Test]
    public void Deallocate_Ranges_BecomeZero()
    {
        _disk.Data.AsSpan().Fill(9);
        Span<byte> ranges = _host.Buffer.Span;
        BinaryPrimitives.WriteUInt32LittleEndian(ranges[4..], 2);
        BinaryPrimitives.WriteUInt64LittleEndian(ranges[8..], 10);
        BinaryPrimitives.WriteUInt32LittleEndian(ranges[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(ranges[24..], 20);
        _host.Submit(1, ManageDataSet, 1, dword10: 1, dword11: 1 << 2);
        Assert.That(_host.Take(1)?.Status, Is.Zero);
        Assert.That(_disk.Data.AsSpan(10 * 512, 1024).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(_disk.Data.AsSpan(20 * 512, 512).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(_disk.Data[12 * 512], Is.EqualTo(9));
    }

    [Test]
    public void WriteUncorrectable_Block_FailsUntilItIsWritten()
    {
        Assert.That(_host.Io(0x04, block: 5), Is.Zero);
        Assert.That(_host.Io(Read, block: 4, blocks: 3), Is.EqualTo(0x281));
        Assert.That(_host.Io(Write, block: 5), Is.Zero);
        Assert.That(_host.Io(Read, block: 5), Is.Zero);
    }

    [TestCase(0u, false, false, 0)]
    [TestCase(ForceUnitAccess, false, false, 7)]
    [TestCase(0u, true, false, 7)]
    [TestCase(0u, false, true, 7)]
    public void PowerCut_WhatWasNotMadeDurable_IsLost(uint flags, bool isFlushed, bool isCacheOff, int expected)
    {
        if (isCacheOff)
        {
            Assert.That(_host.Admin(0x09, dword10: 0x06, dword11: 0).Status, Is.Zero);
        }

        _host.Buffer.Span[..512].Fill(7);
        Assert.That(_host.Io(Write, block: 1, flags: flags), Is.Zero);
        if (isFlushed)
        {
            Assert.That(_host.Io(Flush), Is.Zero);
        }

        Device.CutPower();
        Assert.That(_disk.Data[512], Is.EqualTo(expected));
    }

    [Test]
    public void PowerCut_WithChance_LosesAPart()
    {
        _host.Buffer.Span.Fill(7);
        for (ulong block = 0; block < 64; block += 16)
        {
            _host.Submit(1, Write, 1, dword10: (uint)block, dword12: 15, prp2: _host.Buffer.Address.Value + 4096);
            Assert.That(_host.Take(1)?.Status, Is.Zero);
        }

        Device.CutPower(new Random(1));
        int kept = 0;
        for (int block = 0; block < 64; block++)
        {
            kept += _disk.Data[block * 512] == 7 ? 1 : 0;
        }

        Assert.That(kept, Is.InRange(10, 54));
    }

    [Test]
    public void Metadata_BehindEachBlock_TravelsWithIt()
    {
        SimulatedNamespace disk = new(4, 8, metadataBytes: 8) { HasMetadataInData = true };
        Device.Namespaces.Add(disk);
        for (int index = 0; index < 2 * 520; index++)
        {
            _host.Buffer.Span[index] = (byte)(index % 251);
        }

        byte[] written = _host.Buffer.Span[..(2 * 520)].ToArray();
        Assert.That(_host.Io(Write, block: 3, blocks: 2, namespaceId: 4), Is.Zero);
        Assert.That(disk.Data.AsSpan(3 * 512, 512).SequenceEqual(written.AsSpan(0, 512)), Is.True);
        _host.Buffer.Span.Clear();
        Assert.That(_host.Io(Read, block: 3, blocks: 2, namespaceId: 4), Is.Zero);
        Assert.That(_host.Buffer.Span[..(2 * 520)].SequenceEqual(written), Is.True);
    }

    [Test]
    public void CompletionQueue_Full_IsWaitedFor()
    {
        for (int command = 0; command < 7; command++)
        {
            _host.Submit(1, Flush, 1);
        }

        _host.Submit(1, Flush, 1);
        for (int command = 0; command < 7; command++)
        {
            Assert.That(_host.Take(1, ring: false), Is.Not.Null);
        }

        Assert.That(_host.Take(1, ring: false), Is.Null, "the eighth has no room yet");
        _host.Ring(3, 7);
        Assert.That(_host.Take(1), Is.EqualTo((0, 0u)));
        Assert.That(Device.Violations, Is.Empty);
    }

    [Test]
    public void SubmissionQueue_Overrun_IsAViolation()
    {
        Device.FetchLimit = 1;
        Device.Faults.OnIo(Flush).NeverCompletes();
        for (int command = 0; command < 9; command++)
        {
            _host.Submit(1, Flush, 1);
        }

        Assert.That(Device.Violations, Has.Some.Contains("overrun"));
    }

    [Test]
    public void CommandId_UsedTwice_IsAViolation()
    {
        Device.Faults.OnIo(Flush).NeverCompletes();
        _host.Submit(1, Flush, 1);
        _host.NextCommandId--;
        _host.Submit(1, Flush, 1);
        Assert.That(Device.Violations, Has.Some.Contains("while it is outstanding"));
    }

    [Test]
    public void Latency_OfASeed_IsTheSameOrderEachTime()
    {
        string first = OrderOf(seed: 5);
        Enable();
        Assert.That(OrderOf(seed: 5), Is.EqualTo(first));
        Enable();
        Assert.That(OrderOf(seed: 6), Is.Not.EqualTo(first));
    }

    private string OrderOf(int seed)
    {
        Device.SetLatency(seed, 0, 1_000_000);
        _host.NextCommandId = 0;
        for (int command = 0; command < 7; command++)
        {
            _host.Submit(1, Flush, 1);
        }

        Device.Clock.Delay(1_000_000);
        string order = string.Empty;
        while (_host.Take(1) is not null)
        {
            order += _host.LastCommandId;
        }

        Assert.That(order, Has.Length.EqualTo(7));
        return order;
    }
}
