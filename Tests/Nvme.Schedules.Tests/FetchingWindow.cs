using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>Registers of a device that fetches commands in the moment its tail doorbell is rung.</summary>
internal sealed class FetchingWindow(uint depth, Action<uint> fetch) : RegisterWindow
{
    private uint _tail;

    /// <summary>Doorbell writes.</summary>
    internal int Rings { get; private set; }

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
        if (value >= depth || value == _tail)
        {
            throw new InvalidOperationException($"The doorbell was rung with {value} in a ring of {depth} whose tail is {_tail}.");
        }

        Rings++;
        for (; _tail != value; _tail = (_tail + 1) % depth)
        {
            fetch(_tail);
        }
    }
}
