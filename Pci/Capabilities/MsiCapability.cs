using System;
using System.Collections.Generic;
using System.Numerics;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>Message signalled interrupts (PCI 3.0 §6.8.1): up to 32 messages with one address and consecutive data.</summary>
public sealed class MsiCapability : PciCapability
{
    /// <summary>The most messages a function can send.</summary>
    public const int MaximumMessages = 32;

    internal const int ControlRegister = 2;
    internal const int AddressRegister = 4;
    internal const int UpperAddressRegister = 8;

    internal static readonly BitField EnableField = new(0, 1);
    internal static readonly BitField CapableField = new(1, 3);
    internal static readonly BitField EnabledMessagesField = new(4, 3);
    internal static readonly BitField WideField = new(7, 1);
    internal static readonly BitField MaskableField = new(8, 1);

    internal MsiCapability(PciFunction function, int offset)
        : base(function, CapabilityId.Msi, offset, version: 0)
    {
        ushort control = Read16(ControlRegister);
        Is64Bit = WideField.Get(control) != 0;
        IsMaskable = MaskableField.Get(control) != 0;
        Capacity = 1 << (int)CapableField.Get(control);
    }

    /// <summary>Messages that the function could send, 1 to 32 (64 and 128 are reserved).</summary>
    public int Capacity { get; }

    /// <summary>True if the message address may lie above 4 GiB.</summary>
    public bool Is64Bit { get; }

    /// <summary>True if messages can be masked one by one.</summary>
    public bool IsMaskable { get; }

    /// <summary>True if the function signals by message now.</summary>
    public bool IsEnabled => EnableField.Get(Read16(ControlRegister)) != 0;

    /// <summary>Messages that are enabled, a power of two.</summary>
    public int EnabledMessages => 1 << (int)EnabledMessagesField.Get(Read16(ControlRegister));

    /// <summary>Where the messages go.</summary>
    public PhysicalAddress MessageAddress =>
        new(Read32(AddressRegister) | (Is64Bit ? (ulong)Read32(UpperAddressRegister) << 32 : 0));

    /// <summary>What is written there.</summary>
    public ushort MessageData => Read16(DataRegister);

    private int DataRegister => Is64Bit ? 12 : 8;

    private int MaskRegister => Is64Bit ? 16 : 12;

    /// <summary>Bytes of the capability at an offset.</summary>
    internal static int BytesAt(PciFunction function, int offset)
    {
        ushort control = function.Read16(offset + ControlRegister);
        return (WideField.Get(control), MaskableField.Get(control)) switch
        {
            (0, 0) => 10,
            (1, 0) => 14,
            (0, _) => 20,
            _ => 24,
        };
    }

    /// <summary>Makes the function signal by this line's message, and its interrupt pin silent.</summary>
    /// <returns>False, with nothing changed, if the message does not fit.</returns>
    public bool TryEnable(InterruptLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return TryEnable(line.MessageAddress, line.MessageData);
    }

    /// <summary>
    /// Makes the function signal by these lines' messages, also when they move later, and its interrupt pin silent. The function puts
    /// the number of the message into the low bits of the data, so all messages have the address of the first, and its data is a
    /// multiple of their number.
    /// </summary>
    /// <param name="lines">1, 2, 4, 8, 16 or 32 lines, at most <see cref="Capacity"/>, of consecutive data.</param>
    /// <returns>False, with nothing changed, if the messages do not fit.</returns>
    public bool TryEnable(IReadOnlyList<InterruptLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0 || !TryEnable(lines[0].MessageAddress, lines[0].MessageData, lines.Count))
        {
            return false;
        }

        MessageSource source = new(this, lines.Count);
        foreach (InterruptLine line in lines)
        {
            line.Source = source;
        }

        return true;
    }

    /// <summary>Makes the function signal by messages, and its interrupt pin silent.</summary>
    /// <param name="address">Where to; a multiple of four, below 4 GiB unless <see cref="Is64Bit"/>.</param>
    /// <param name="data">What the first message is; 16 bits, a multiple of <paramref name="count"/>.</param>
    /// <param name="count">Messages; a power of two, at most <see cref="Capacity"/>.</param>
    /// <returns>False, with nothing changed, if the messages do not fit.</returns>
    public bool TryEnable(PhysicalAddress address, uint data, int count = 1)
    {
        if (!BitOperations.IsPow2(count) || count > Math.Min(Capacity, MaximumMessages) || data % (uint)count != 0)
        {
            return false;
        }

        if (data > ushort.MaxValue || (address.Value & 3) != 0 || (!Is64Bit && address.Value > uint.MaxValue))
        {
            return false;
        }

        // Address and data are several writes; a message sent in between would go astray.
        Disable();
        Write32(AddressRegister, (uint)address.Value);
        if (Is64Bit)
        {
            Write32(UpperAddressRegister, (uint)(address.Value >> 32));
        }

        Write16(DataRegister, (ushort)data);
        if (IsMaskable)
        {
            Write32(MaskRegister, Read32(MaskRegister) & ~(uint)((1UL << count) - 1));
        }

        Function.SetPinInterrupt(isOn: false);
        uint control = EnabledMessagesField.Set(Read16(ControlRegister), (uint)BitOperations.Log2((uint)count));
        Write16(ControlRegister, (ushort)EnableField.Set(control, 1));
        return true;
    }

    /// <summary>Masks or unmasks the message.</summary>
    /// <returns>False if the function cannot mask.</returns>
    public bool TrySetMask(bool isMasked)
    {
        if (IsMaskable)
        {
            Write32(MaskRegister, isMasked ? Read32(MaskRegister) | 1 : Read32(MaskRegister) & ~1u);
        }

        return IsMaskable;
    }

    /// <summary>Ends signalling by message. The interrupt pin stays as it is.</summary>
    public void Disable() => Write16(ControlRegister, (ushort)EnableField.Set(Read16(ControlRegister), 0));

    // Disabled while it changes: a message from old and new parts would go astray. The pin stays silent meanwhile. The read at the end
    // pushes earlier messages ahead of its answer (PCI Express 6.0 §2.4.1).
    private sealed class MessageSource(MsiCapability capability, int count) : IMessageSource
    {
        public void SetMessage(PhysicalAddress address, uint data)
        {
            if (!capability.TryEnable(address, data, count) || !capability.IsEnabled)
            {
                throw new InvalidOperationException("A message of a CPU does not fit into MSI.");
            }
        }
    }
}
