namespace CosmosNvme.Nucleus;

/// <summary>QEMU's debug console at port 0xE9, the log's own channel: a byte written there appears on the host, a read answers 0xE9.</summary>
internal static unsafe class DebugConsole
{
    private const ushort Port = 0xe9;

    internal static bool Present;

    internal static void Initialize() => Present = Asm.In8(Port) == 0xe9;

    internal static void Write(byte* text, ulong count)
    {
        for (ulong i = 0; i < count; i++)
        {
            Asm.Out8(Port, text[i]);
        }
    }
}
