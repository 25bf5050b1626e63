using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Addresses that host bridges pass to PCI. Firmware says them in a form that would have to be executed (_CRS of the DSDT), so they are
/// taken from what it did itself: below 4 GiB the largest gap of the memory map, above it what lies behind RAM and in reach of the CPU.
/// </summary>
internal static class RootAddresses
{
    private const ulong FourGiB = 1UL << 32;

    // Local and I/O APICs, HPET, chipset, flash: no PC has PCI devices up there.
    private const ulong ChipsetStart = 0xfec0_0000;

    // Firmware data may lie right above RAM without an entry of the map; a gigabyte's boundary is far enough.
    private const ulong HighAlignment = 1UL << 30;

    /// <summary>Makes the pool of addresses that may be given out on root buses.</summary>
    /// <param name="map">The memory map; no entries: nothing is known, so there are no addresses.</param>
    /// <param name="used">Functions whose ranges and windows are taken.</param>
    /// <param name="addressBits">Physical address bits of the CPU.</param>
    internal static AddressPool Create(IReadOnlyList<MemoryRange> map, IEnumerable<PciFunction> used, int addressBits)
    {
        AddressPool pool = new();
        if (map.Count == 0)
        {
            return pool;
        }

        PciFunction[] functions = used.ToArray();
        AddLow(pool, map);
        AddHigh(pool, map, functions, addressBits);
        foreach (MemoryRange range in map)
        {
            pool.Take(range.Start, range.End - 1);
        }

        foreach (PciFunction function in functions)
        {
            TakeAll(pool, function);
        }

        return pool;
    }

    /// <summary>Notes the ranges and windows of a function as taken.</summary>
    internal static void TakeAll(AddressPool pool, PciFunction function)
    {
        foreach (PciBar bar in function.Bars.Append(function.Rom).OfType<PciBar>())
        {
            if (bar is { IsMemory: true, IsAssigned: true })
            {
                pool.Take(bar.Address.Value, bar.Address.Value + (bar.Length - 1));
            }
        }

        foreach (PciBridgeWindow? window in new[] { function.Bridge?.MemoryWindow, function.Bridge?.PrefetchableWindow })
        {
            if (window is { IsOpen: true, Limit: > 0xfffff } open)
            {
                pool.Take(open.Base, open.Limit);
            }
        }
    }

    private static void AddLow(AddressPool pool, IReadOnlyList<MemoryRange> map)
    {
        ulong bestStart = 0;
        ulong bestEnd = 0;
        ulong covered = 0;
        foreach (MemoryRange range in map.OrderBy(range => range.Start).Append(new MemoryRange(ChipsetStart, FourGiB, 2)))
        {
            ulong start = Math.Min(range.Start, ChipsetStart);
            if (start > covered && start - covered > bestEnd - bestStart)
            {
                (bestStart, bestEnd) = (covered, start);
            }

            covered = Math.Max(covered, range.End);
        }

        // The hole below 1 MiB is no such gap.
        if (bestStart >= 1 << 20)
        {
            pool.Add(bestStart, bestEnd - 1);
        }
    }

    private static void AddHigh(AddressPool pool, IReadOnlyList<MemoryRange> map, PciFunction[] functions, int addressBits)
    {
        ulong reach = 1UL << Math.Clamp(addressBits, 32, 52);
        ulong start = map.Select(range => range.End).Append(FourGiB).Max();

        // Where firmware put something above 4 GiB, the host bridge certainly passes: begin there.
        ulong[] firmware = functions.SelectMany(function => function.Bars).Where(bar => bar.IsMemory && bar.Address.Value >= FourGiB)
            .Select(bar => bar.Address.Value).ToArray();
        start = firmware.Length > 0 ? Math.Max(start, firmware.Min()) : (start + HighAlignment - 1) & ~(HighAlignment - 1);
        if (start < reach)
        {
            pool.Add(start, reach - 1);
        }
    }
}
