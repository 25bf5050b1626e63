using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Sets of CPUs in the notation of Linux: <c>0-3,7</c>.</summary>
internal static class CpuList
{
    /// <summary>Writes the CPUs whose bits are set.</summary>
    internal static string Format(ulong mask)
    {
        List<string> ranges = [];
        for (int first = 0; first < 64; first++)
        {
            if (!Contains(mask, first))
            {
                continue;
            }

            int last = first;
            while (last < 63 && Contains(mask, last + 1))
            {
                last++;
            }

            ranges.Add(first == last
                ? first.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}"));
            first = last;
        }

        return string.Join(',', ranges);
    }

    private static bool Contains(ulong mask, int cpu) => ((mask >> cpu) & 1) != 0;
}
