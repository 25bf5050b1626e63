using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>What the unwind information says of one address: over 1 KB, meant for the stack. Set <see cref="IsValid"/> to 0 first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UnwindPlace
{
    internal ulong Address;

    /// <summary>1: the rest describes <see cref="Address"/>.</summary>
    internal uint IsValid;

    internal FrameDescription Description;
    internal CfiState State;
}
