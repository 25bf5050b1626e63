using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>MSI-X (PCI 3.0 §6.8.2): one message for each entry of a table in a BAR.</summary>
public sealed class MsiXCapability : PciCapability
{
    internal const int Bytes = 12;
    internal const int ControlRegister = 2;
    internal const int TableRegister = 4;
    internal const int PendingRegister = 8;

    internal static readonly BitField SizeField = new(0, 11);
    internal static readonly BitField FunctionMaskField = new(14, 1);
    internal static readonly BitField EnableField = new(15, 1);
    internal static readonly BitField BarField = new(0, 3);

    internal MsiXCapability(PciFunction function, int offset)
        : base(function, CapabilityId.MsiX, offset, version: 0)
    {
        // The size is kept as one less.
        Count = (int)SizeField.Get(Read16(ControlRegister)) + 1;
        uint table = Read32(TableRegister);
        TableBar = (int)BarField.Get(table);
        TableOffset = BarField.Set(table, 0);
        uint pending = Read32(PendingRegister);
        PendingBar = (int)BarField.Get(pending);
        PendingOffset = BarField.Set(pending, 0);
    }

    /// <summary>Entries of the table, 1 to 2048.</summary>
    public int Count { get; }

    /// <summary>The BAR that the table lies in.</summary>
    public int TableBar { get; }

    /// <summary>Where in that BAR the table starts.</summary>
    public uint TableOffset { get; }

    /// <summary>The BAR that the pending bits lie in.</summary>
    public int PendingBar { get; }

    /// <summary>Where in that BAR the pending bits start.</summary>
    public uint PendingOffset { get; }

    /// <summary>True if the function signals through the table now.</summary>
    public bool IsEnabled => EnableField.Get(Read16(ControlRegister)) != 0;

    /// <summary>True if all entries are masked at once.</summary>
    public bool IsFunctionMasked => FunctionMaskField.Get(Read16(ControlRegister)) != 0;

    /// <summary>Maps the table; it answers once memory space is enabled. Signals nothing yet.</summary>
    /// <param name="memory">Maps it.</param>
    /// <returns>Null if the table does not lie in a memory BAR that has an address, or cannot be mapped.</returns>
    public MsiXTable? TryMapTable(IPhysicalMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return Function.TryMapBar(TableBar, memory, TableOffset, (uint)Count * MsiXTable.EntryBytes) is RegisterWindow window
            ? new MsiXTable(this, window)
            : null;
    }

    /// <summary>Writes the two switches; the rest of the register is read-only.</summary>
    internal void SetControl(bool isEnabled, bool isFunctionMasked)
    {
        uint control = EnableField.Set(Read16(ControlRegister), isEnabled ? 1u : 0);
        Write16(ControlRegister, (ushort)FunctionMaskField.Set(control, isFunctionMasked ? 1u : 0));
    }
}
