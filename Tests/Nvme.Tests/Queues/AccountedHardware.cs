using System;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Hardware that notes what it allocates itself, so that what is left is the driver's.</summary>
internal sealed class AccountedHardware
{
    [ThreadStatic]
    private static long s_allocatedHere;

    private long _allocated;

    internal AccountedHardware(NvmeHardware hardware)
    {
        Hardware = hardware with
        {
            Registers = new Registers(this, hardware.Registers),
            Dma = new Dma(this, hardware.Dma),
            Clock = new Clock(this, hardware.Clock),
            Interrupts = hardware.Interrupts.Select(line => new Line(this, line)).ToArray<InterruptLine>(),
        };
    }

    /// <summary>For the driver.</summary>
    internal NvmeHardware Hardware { get; }

    /// <summary>Bytes allocated below the driver, by all threads.</summary>
    internal long Allocated => Interlocked.Read(ref _allocated);

    /// <summary>Bytes allocated below any driver by the calling thread: the driver's own threads look after the controller meanwhile.</summary>
    internal static long AllocatedByThisThread => s_allocatedHere;

    private void Account(long before)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        s_allocatedHere += bytes;
        Interlocked.Add(ref _allocated, bytes);
    }

    private sealed class Registers(AccountedHardware owner, RegisterWindow window) : RegisterWindow
    {
        public override uint Length => window.Length;

        public override byte Read8(uint offset) => window.Read8(offset);

        public override ushort Read16(uint offset) => window.Read16(offset);

        public override uint Read32(uint offset)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            uint value = window.Read32(offset);
            owner.Account(before);
            return value;
        }

        public override void Write8(uint offset, byte value) => window.Write8(offset, value);

        public override void Write16(uint offset, ushort value) => window.Write16(offset, value);

        public override void Write32(uint offset, uint value)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            window.Write32(offset, value);
            owner.Account(before);
        }
    }

    private sealed class Clock(AccountedHardware owner, IClock clock) : IClock
    {
        public long Nanoseconds
        {
            get
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long now = clock.Nanoseconds;
                owner.Account(before);
                return now;
            }
        }

        public void Delay(long nanoseconds)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            clock.Delay(nanoseconds);
            owner.Account(before);
        }
    }

    private sealed class Line(AccountedHardware owner, InterruptLine line) : InterruptLine
    {
        public override string Id => line.Id;

        public override string Name => line.Name;

        public override int Cpu => line.Cpu;

        public override long Count => line.Count;

        public override PhysicalAddress MessageAddress => line.MessageAddress;

        public override uint MessageData => line.MessageData;

        public override long CountOn(int cpu) => line.CountOn(cpu);

        public override void Attach(InterruptWork work) => line.Attach(new Work(owner, work));

        public override void Detach() => line.Detach();

        public override bool TryMoveTo(int cpu) => line.TryMoveTo(cpu);

        protected override void Dispose(bool disposing) => line.Dispose();
    }

    // What the line's thread allocates between two runs, waiting for interrupts, is the line's.
    private sealed class Work(AccountedHardware owner, InterruptWork work) : InterruptWork
    {
        private long _atLastEnd;

        public override bool Run()
        {
            owner.Account(_atLastEnd);
            bool hadSomething = work.Run();
            _atLastEnd = GC.GetAllocatedBytesForCurrentThread();
            return hadSomething;
        }
    }

    private sealed class Dma(AccountedHardware owner, IDmaAllocator dma) : IDmaAllocator
    {
        public DmaMemory Allocate(int length, int alignment) => dma.Allocate(length, alignment);

        public DmaRing<T> AllocateRing<T>(uint entries)
            where T : unmanaged => dma.AllocateRing<T>(entries);

        public DmaMapping CreateMapping() => new Mapping(owner, dma.CreateMapping());
    }

    private sealed class Mapping(AccountedHardware owner, DmaMapping mapping) : DmaMapping
    {
        public override int Length => mapping.Length;

        public override int FirstPageOffset => mapping.FirstPageOffset;

        public override int PageCount => mapping.PageCount;

        public override DeviceAddress PageAddress(int page) => mapping.PageAddress(page);

        public override bool TryAppend(ReadOnlyMemory<byte> buffer, DmaDirection direction)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isMapped = mapping.TryAppend(buffer, direction);
            owner.Account(before);
            return isMapped;
        }

        public override void Clear()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            mapping.Clear();
            owner.Account(before);
        }

        protected override void Dispose(bool disposing) => mapping.Dispose();
    }
}
