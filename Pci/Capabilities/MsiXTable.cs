using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// The MSI-X table of a function (PCI 3.0 §6.8.2.6 to 6.8.2.9). For the function's driver, one thread at a time; nothing here
/// allocates or blocks.
/// </summary>
public sealed class MsiXTable
{
    internal const uint EntryBytes = 16;
    internal const uint AddressRegister = 0;
    internal const uint UpperAddressRegister = 4;
    internal const uint DataRegister = 8;
    internal const uint ControlRegister = 12;

    internal static readonly BitField MaskField = new(0, 1);

    private readonly MsiXCapability _capability;
    private readonly RegisterWindow _window;

    internal MsiXTable(MsiXCapability capability, RegisterWindow window)
    {
        _capability = capability;
        _window = window;
    }

    /// <summary>Entries.</summary>
    public int Count => _capability.Count;

    /// <summary>
    /// Switches to MSI-X: all entries masked, the interrupt pin silent. Memory space must be enabled. An entry signals once it
    /// is connected.
    /// </summary>
    public void Enable()
    {
        // The function mask keeps entries that firmware left unmasked from signalling when the switch is thrown; it is thrown first
        // because some devices ignore their table before.
        _capability.SetControl(isEnabled: true, isFunctionMasked: true);
        for (int entry = 0; entry < Count; entry++)
        {
            SetMask(entry, isMasked: true);
        }

        _capability.Function.SetPinInterrupt(isOn: false);
        _capability.SetControl(isEnabled: true, isFunctionMasked: false);
    }

    /// <summary>Masks all entries and ends signalling by message. The interrupt pin stays as it is.</summary>
    public void Disable()
    {
        _capability.SetControl(isEnabled: true, isFunctionMasked: true);
        for (int entry = 0; entry < Count; entry++)
        {
            SetMask(entry, isMasked: true);
        }

        _capability.SetControl(isEnabled: false, isFunctionMasked: false);
    }

    /// <summary>Makes the first entries signal by these lines' messages, all at once.</summary>
    /// <param name="lines">The line of each entry, at most <see cref="Count"/>.</param>
    public void Connect(IReadOnlyList<InterruptLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        _capability.SetControl(isEnabled: true, isFunctionMasked: true);
        for (int entry = 0; entry < lines.Count; entry++)
        {
            Connect(entry, lines[entry]);
        }

        _capability.SetControl(isEnabled: true, isFunctionMasked: false);
    }

    /// <summary>Makes an entry signal by this line's message, also when the line moves later.</summary>
    /// <param name="entry">0 to <see cref="Count"/> - 1.</param>
    /// <param name="line">The line.</param>
    public void Connect(int entry, InterruptLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Connect(entry, line.MessageAddress, line.MessageData);
        line.Source = new Entry(this, entry);
    }

    /// <summary>Makes an entry signal by a message.</summary>
    /// <param name="entry">0 to <see cref="Count"/> - 1.</param>
    /// <param name="address">Where to; a multiple of four.</param>
    /// <param name="data">What.</param>
    public void Connect(int entry, PhysicalAddress address, uint data)
    {
        if ((address.Value & 3) != 0)
        {
            throw new ArgumentException("A message goes to a multiple of four.", nameof(address));
        }

        // An entry that changes while it is unmasked may send a message with old and new parts.
        SetMask(entry, isMasked: true);
        uint start = Start(entry);
        _window.Write32(start + AddressRegister, (uint)address.Value);
        _window.Write32(start + UpperAddressRegister, (uint)(address.Value >> 32));
        _window.Write32(start + DataRegister, data);
        SetMask(entry, isMasked: false);
    }

    /// <summary>Masks an entry, or lets it signal; what came up meanwhile is signalled then.</summary>
    /// <param name="entry">0 to <see cref="Count"/> - 1.</param>
    /// <param name="isMasked">True to mask.</param>
    public void SetMask(int entry, bool isMasked)
    {
        // The other bits of the word are reserved or hold a steering tag: kept. Reading first also makes sure that what was written
        // to the entry before has arrived.
        uint register = Start(entry) + ControlRegister;
        _window.Write32(register, MaskField.Set(_window.Read32(register), isMasked ? 1u : 0));
    }

    /// <summary>Tells whether an entry is masked.</summary>
    /// <param name="entry">0 to <see cref="Count"/> - 1.</param>
    public bool IsMasked(int entry) => MaskField.Get(_window.Read32(Start(entry) + ControlRegister)) != 0;

    private uint Start(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(entry);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(entry, Count);
        return (uint)entry * EntryBytes;
    }

    // Connecting ends with a read of the table, whose answer pushes earlier messages ahead of itself (PCI Express 6.0 §2.4.1).
    private sealed class Entry(MsiXTable table, int entry) : IMessageSource
    {
        public void SetMessage(PhysicalAddress address, uint data) => table.Connect(entry, address, data);
    }
}
