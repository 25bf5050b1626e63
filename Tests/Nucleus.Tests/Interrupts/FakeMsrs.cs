using System.Collections.Generic;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Model-specific registers of a CPU that no emulator here offers: x2APIC and TSC deadline.</summary>
internal static class FakeMsrs
{
    private static readonly Dictionary<uint, ulong> s_values = [];

    /// <summary>Every write, in order.</summary>
    internal static List<(uint Msr, ulong Value)> Writes { get; } = [];

    internal static void Reset()
    {
        s_values.Clear();
        Writes.Clear();
    }

    internal static void Set(uint msr, ulong value) => s_values[msr] = value;

    internal static ulong Read(uint msr) => s_values.GetValueOrDefault(msr);

    internal static void Write(uint msr, ulong value)
    {
        Writes.Add((msr, value));
        s_values[msr] = value;
        if (msr == 0x80B && s_values.GetValueOrDefault(0x811u) != 0)
        {
            // One interrupt in service fewer, as the end-of-interrupt register does it.
            s_values[0x811] &= s_values[0x811] - 1;
        }
    }
}
