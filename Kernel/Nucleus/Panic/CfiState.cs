using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>State of a running call-frame program: about 1 KB, meant for the stack.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CfiState
{
    /// <summary>Compilers nest remember_state once; hand-written code twice at most.</summary>
    internal const int RememberedRows = 4;

    internal CfiRow Row;

    /// <summary>The row at the function's first instruction.</summary>
    internal CfiRow Initial;

    /// <summary>How many rows are remembered.</summary>
    internal int Depth;

    private Remembered _remembered;

    internal static CfiRow* RememberedRow(CfiState* state, int index) => (CfiRow*)&state->_remembered + index;

    [StructLayout(LayoutKind.Sequential, Size = RememberedRows * (4 + UnwindRegisters.Count) * sizeof(ulong))]
    private struct Remembered
    {
        private ulong _first;
    }
}
