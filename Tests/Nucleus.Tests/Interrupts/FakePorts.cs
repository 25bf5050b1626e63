using System.Collections.Generic;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>I/O ports with a pair of 8259s behind them, as far as in-service bits go; other ports keep what is written.</summary>
internal static class FakePorts
{
    private static readonly Dictionary<ushort, byte> s_values = [];

    /// <summary>Every write but those that only take time, in order.</summary>
    internal static List<(ushort Port, byte Value)> Writes { get; } = [];

    /// <summary>In-service bits of both controllers.</summary>
    internal static Dictionary<ushort, byte> InService { get; } = [];

    internal static void Reset()
    {
        s_values.Clear();
        Writes.Clear();
        InService.Clear();
    }

    internal static void Set(ushort port, byte value) => s_values[port] = value;

    internal static byte Read(ushort port) => port is 0x20 or 0xa0 ? InService.GetValueOrDefault(port) : s_values.GetValueOrDefault(port);

    internal static void Write(ushort port, byte value)
    {
        if (port != 0x80)
        {
            Writes.Add((port, value));
            s_values[port] = value;
        }
    }
}
