using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>A queue whose device answers some commands and swallows others, and is reset while threads submit.</summary>
internal sealed class ResettingBench : IDisposable
{
    private const uint Depth = 4;

    private readonly SimulatedMemory _memory = new();
    private readonly Random _random;
    private readonly QueuePair _queue;
    private readonly HashSet<ushort> _swallowed = [];
    private readonly Registers _registers;
    private uint _completionTail;
    private int _phase = 1;
    private int _resetsLeft;

    internal ResettingBench(int seed, int resets)
    {
        _random = new Random(seed);
        _resetsLeft = resets;
        _registers = new Registers(this);
        _queue = new QueuePair(new QueuePairSetup
        {
            Id = 1,
            Depth = Depth,
            IsPolled = true,
            Doorbells = new DoorbellLayout(_registers, 4),
            Dma = new SimulatedDma(_memory),
            Clock = new VirtualClock(),
            Cpu = new RuntimeCpuNumber(),
            NewEvent = static () => new RuntimeThreadEvent(),
            Health = new ControllerHealth(new NvmeRegisters(_registers), message => throw new InvalidOperationException(message)),
        });
    }

    /// <summary>Submits until so many commands were completed.</summary>
    internal void Submit(int commands)
    {
        for (int completed = 0; completed < commands;)
        {
            CommandSlot? slot = null;
            Scheduler.WaitFor(() => (slot = _queue.TryClaim(owner: null)) is not null);
            SubmissionEntry entry = NvmCommand.Flush(1);
            _queue.Append(slot!, ref entry, QueuePair.Unlimited);
            _queue.Publish();
            Scheduler.WaitFor(() =>
            {
                _queue.Poll();
                return slot!.HasEnded;
            });
            Assert.That(_swallowed, Does.Not.Contain(slot!.Id), "the device has a command that has ended");
            CommandResult result = _queue.Release(slot);
            completed += result.IsSuccess ? 1 : 0;
        }
    }

    /// <summary>What the recovery thread does.</summary>
    internal void Reset()
    {
        while (_resetsLeft > 0)
        {
            _queue.Suspend();
            _queue.Quiesce();
            _registers.IsStopped = true;
            _swallowed.Clear();
            _resetsLeft--;
            Scheduler.Point();
            _queue.EndForReset();
            (_completionTail, _phase) = (0, 1);
            _queue.Restart();
            Scheduler.Point();
            _registers.Restart();
            _queue.LetIn();
            Scheduler.Point();
            _queue.Reopen();
            Scheduler.Point();
        }
    }

    public void Dispose()
    {
        _queue.Close();
        _queue.Dispose();
    }

    private void Fetch(uint index)
    {
        Span<byte> entry = stackalloc byte[64];
        _memory.Read(_queue.SubmissionAddress.Value + (index * 64), entry);
        ushort id = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
        if (_swallowed.Contains(id))
        {
            throw new InvalidOperationException($"command {id} was handed over while the device had it");
        }

        if (_resetsLeft > 0 && _random.Next(2) == 0)
        {
            _swallowed.Add(id);
            return;
        }

        Span<byte> completion = stackalloc byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(completion[8..], (ushort)((index + 1) % Depth));
        BinaryPrimitives.WriteUInt16LittleEndian(completion[10..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(completion[12..], id);
        BinaryPrimitives.WriteUInt16LittleEndian(completion[14..], (ushort)_phase);
        _memory.Write(_queue.CompletionAddress.Value + (_completionTail * 16), completion);
        _completionTail++;
        if (_completionTail == Depth)
        {
            (_completionTail, _phase) = (0, _phase ^ 1);
        }
    }

    private sealed class Registers(ResettingBench bench) : RegisterWindow
    {
        private const uint Tail = 0x1008;
        private uint _tail;

        internal bool IsStopped { get; set; }

        public override uint Length => 0x2000;

        public override byte Read8(uint offset) => 0;

        public override ushort Read16(uint offset) => 0;

        public override uint Read32(uint offset) => 0;

        public override void Write8(uint offset, byte value)
        {
        }

        public override void Write16(uint offset, ushort value)
        {
        }

        public override void Write32(uint offset, uint value)
        {
            if (IsStopped)
            {
                throw new InvalidOperationException("a doorbell of a stopped device was rung");
            }

            if (offset == Tail)
            {
                for (; _tail != value; _tail = (_tail + 1) % Depth)
                {
                    bench.Fetch(_tail);
                }
            }
        }

        internal void Restart()
        {
            IsStopped = false;
            _tail = 0;
        }
    }
}
