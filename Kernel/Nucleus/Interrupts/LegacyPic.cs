using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The two 8259A interrupt controllers of the PC (8259A data sheet). Usually moved out of the way and masked, because the APICs do the
/// work; with <c>irqchip=pic</c>, or without an I/O APIC, they carry the wires to the boot CPU. Interrupts off.
/// </summary>
internal static unsafe class LegacyPic
{
    /// <summary>Inputs of the pair.</summary>
    internal const int Inputs = 16;

    private const ushort MasterCommand = 0x20;
    private const ushort MasterData = 0x21;
    private const ushort SlaveCommand = 0xA0;
    private const ushort SlaveData = 0xA1;
    private const ushort EdgeLevelLow = 0x4D0;
    private const byte SlavePin = 2;
    private const byte ReadInService = 0x0B;
    private const byte SpecificEnd = 0x60;
    private const int InputsOfOne = 8;
    private const int LastInputOfOne = InputsOfOne - 1;

    private static delegate*<ushort, byte> s_in;
    private static delegate*<ushort, byte, void> s_out;
    private static uint s_masks;
    private static SpinLock s_lock;

    /// <summary>True if the wires come through this pair.</summary>
    internal static bool InUse;

    /// <summary>Uses the ports of this machine.</summary>
    internal static void Initialize() => UsePorts(&In, &Out);

    /// <summary>Uses these functions for ports.</summary>
    internal static void UsePorts(delegate*<ushort, byte> input, delegate*<ushort, byte, void> output)
    {
        s_in = input;
        s_out = output;
    }

    /// <summary>
    /// Remaps both controllers to 16 vectors from <paramref name="firstVector"/> (a multiple of 8) and masks all inputs. A masked
    /// controller can still raise its spurious interrupts, pins 7 and 15, so those vectors need a handler; without remapping they
    /// would look like CPU exceptions.
    /// </summary>
    internal static void RemapAndMask(byte firstVector)
    {
        Write(MasterData, 0xFF);
        Write(SlaveData, 0xFF);

        // Initialisation words 1 to 4: cascade, vectors, wiring, 8086 mode. Writes to 0x80 give slow chips time.
        Send(MasterCommand, 0x11);
        Send(SlaveCommand, 0x11);
        Send(MasterData, firstVector);
        Send(SlaveData, (byte)(firstVector + InputsOfOne));
        Send(MasterData, 1 << SlavePin);
        Send(SlaveData, SlavePin);
        Send(MasterData, 0x01);
        Send(SlaveData, 0x01);

        s_masks = 0xFFFF;
        WriteMasks();
    }

    /// <summary>Lets an input interrupt, or not. The one that the slave hangs on is open while one of the slave's is.</summary>
    internal static void SetMask(int input, bool isMasked)
    {
        s_lock.Acquire();
        uint bit = 1u << input;
        s_masks = isMasked ? s_masks | bit : s_masks & ~bit;
        bool isSlaveSilent = s_masks >> InputsOfOne == 0xFF;
        s_masks = isSlaveSilent ? s_masks | (1u << SlavePin) : s_masks & ~(1u << SlavePin);
        WriteMasks();
        s_lock.Release();
    }

    /// <summary>Makes an input level-triggered, as the wires of PCI are (the edge/level register, Intel 82371SB §2.5.6).</summary>
    internal static void SetLevelTriggered(int input)
    {
        ushort port = (ushort)(EdgeLevelLow + (input / InputsOfOne));
        s_lock.Acquire();
        Write(port, (byte)(Read(port) | (1 << (input % InputsOfOne))));
        s_lock.Release();
    }

    /// <summary>
    /// Tells whether the interrupt that has just arrived is none: it went away before the CPU asked, and the controller named its last
    /// input. If so it is ended here as far as needed.
    /// </summary>
    internal static bool EndIfSpurious(int input)
    {
        if (input % InputsOfOne != LastInputOfOne)
        {
            return false;
        }

        ushort command = input < InputsOfOne ? MasterCommand : SlaveCommand;
        Write(command, ReadInService);
        if ((Read(command) & (1 << LastInputOfOne)) != 0)
        {
            return false;
        }

        if (input >= InputsOfOne)
        {
            // The master does not know that its slave was mistaken.
            Write(MasterCommand, SpecificEnd | SlavePin);
        }

        return true;
    }

    /// <summary>Ends the interrupt in service of an input.</summary>
    internal static void End(int input)
    {
        if (input < InputsOfOne)
        {
            Write(MasterCommand, (byte)(SpecificEnd | input));
            return;
        }

        Write(SlaveCommand, (byte)(SpecificEnd | (input - InputsOfOne)));
        Write(MasterCommand, SpecificEnd | SlavePin);
    }

    private static void WriteMasks()
    {
        Write(MasterData, (byte)s_masks);
        Write(SlaveData, (byte)(s_masks >> InputsOfOne));
    }

    private static void Send(ushort port, byte value)
    {
        Write(port, value);
        Write(0x80, 0);
    }

    // Not inlined: so the proof finds the only calls through a pointer here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Read(ushort port) => s_in(port);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(ushort port, byte value) => s_out(port, value);

    private static byte In(ushort port) => Asm.In8(port);

    private static void Out(ushort port, byte value) => Asm.Out8(port, value);
}
