namespace CosmosNvme.Nucleus;

/// <summary>The thread pointer register: by instruction where CR4.FSGSBASE is on, else by MSR (CPUs before Ivy Bridge).</summary>
internal static class FsBase
{
    private static int s_byInstruction;

    /// <summary>Chooses; CR4.FSGSBASE is set on every CPU if so.</summary>
    internal static void Initialize(bool byInstruction) => s_byInstruction = byInstruction ? 1 : 0;

    internal static void Load(ulong value)
    {
        if (s_byInstruction != 0)
        {
            Asm.WriteFsBase(value);
        }
        else
        {
            Asm.WriteMsr(Msr.FsBase, value);
        }
    }
}
