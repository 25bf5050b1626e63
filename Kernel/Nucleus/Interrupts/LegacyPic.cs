namespace CosmosNvme.Nucleus;

/// <summary>The two 8259A interrupt controllers of the PC: moved out of the way and masked, because the APICs do the work.</summary>
internal static class LegacyPic
{
    private const ushort MasterCommand = 0x20;
    private const ushort MasterData = 0x21;
    private const ushort SlaveCommand = 0xA0;
    private const ushort SlaveData = 0xA1;
    private const byte SlavePin = 2;

    /// <summary>
    /// Remaps both controllers to 16 vectors from <paramref name="firstVector"/> (a multiple of 8) and masks all inputs. A masked
    /// controller can still raise its spurious interrupts, pins 7 and 15, so those vectors need a handler; without remapping they
    /// would look like CPU exceptions.
    /// </summary>
    internal static void RemapAndMask(byte firstVector)
    {
        Asm.Out8(MasterData, 0xFF);
        Asm.Out8(SlaveData, 0xFF);

        // Initialisation words 1 to 4 (8259A data sheet): cascade, vectors, wiring, 8086 mode. Writes to 0x80 give slow chips time.
        Send(MasterCommand, 0x11);
        Send(SlaveCommand, 0x11);
        Send(MasterData, firstVector);
        Send(SlaveData, (byte)(firstVector + 8));
        Send(MasterData, 1 << SlavePin);
        Send(SlaveData, SlavePin);
        Send(MasterData, 0x01);
        Send(SlaveData, 0x01);

        Asm.Out8(MasterData, 0xFF);
        Asm.Out8(SlaveData, 0xFF);
    }

    private static void Send(ushort port, byte value)
    {
        Asm.Out8(port, value);
        Asm.Out8(0x80, 0);
    }
}
