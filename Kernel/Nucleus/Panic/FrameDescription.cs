namespace CosmosNvme.Nucleus;

/// <summary>What .eh_frame says of one function: its range and the programs that restore the caller's registers.</summary>
internal unsafe struct FrameDescription
{
    internal ulong Start;
    internal ulong Length;
    internal ulong CodeAlignment;
    internal long DataAlignment;
    internal ulong ReturnRegister;

    /// <summary>1: the frame of a signal handler's return code; its caller was interrupted, not called from.</summary>
    internal uint IsSignalFrame;

    internal byte PointerEncoding;

    /// <summary>Program common to many functions; sets the state at the first instruction.</summary>
    internal DwarfReader CommonProgram;

    /// <summary>Program of this function.</summary>
    internal DwarfReader Program;
}
