namespace CosmosNvme.Nucleus;

/// <summary>Model-specific registers (Intel SDM volume 4, §2.1).</summary>
internal static class Msr
{
    /// <summary>Memory types that page table entries choose from.</summary>
    internal const uint PageAttributeTable = 0x277;

    /// <summary>What is added to the TSC of one CPU; where CPUID says that it is there.</summary>
    internal const uint TscAdjust = 0x3b;

    internal const uint Efer = 0xc000_0080;
    internal const uint SystemCallSelectors = 0xc000_0081;
    internal const uint SystemCallTarget = 0xc000_0082;
    internal const uint SystemCallFlagMask = 0xc000_0084;
    internal const uint FsBase = 0xc000_0100;
    internal const uint GsBase = 0xc000_0101;
}
