using System;

namespace CosmosNvme.Nucleus;

/// <summary>Decoding of CPUID's identification fields: arithmetic only (SDM vol 2, CPUID leaf 1).</summary>
internal static unsafe class CpuSignature
{
    /// <summary>Family with the extended family, which counts only above family 15.</summary>
    internal static uint Family(uint eax)
    {
        uint family = (eax >> 8) & 0xF;
        return family == 0xF ? family + ((eax >> 20) & 0xFF) : family;
    }

    /// <summary>Model with the extended model, which counts for families 6 and 15.</summary>
    internal static uint Model(uint eax)
    {
        uint family = (eax >> 8) & 0xF;
        uint model = (eax >> 4) & 0xF;
        return family is 6 or 0xF ? model | ((eax >> 12) & 0xF0) : model;
    }

    /// <summary>Stepping.</summary>
    internal static uint Stepping(uint eax) => eax & 0xF;

    /// <summary>A text without blanks and zeros at both ends: its start, and its length at <paramref name="length"/>.</summary>
    internal static byte* Trim(byte* text, int size, int* length)
    {
        int end = 0;
        while (end < size && text[end] != 0)
        {
            end++;
        }

        int start = 0;
        while (start < end && text[start] == (byte)' ')
        {
            start++;
        }

        while (end > start && text[end - 1] == (byte)' ')
        {
            end--;
        }

        *length = end - start;
        return text + start;
    }

    /// <summary>True if the hypervisor's 12 characters are <paramref name="signature"/> followed by zeros.</summary>
    internal static bool HypervisorIs(CpuIdLeaves* leaves, ReadOnlySpan<byte> signature)
    {
        byte* text = (byte*)leaves->HypervisorVendor;
        int i = 0;
        foreach (byte character in signature)
        {
            if (i == 12 || text[i] != character)
            {
                return false;
            }

            i++;
        }

        return i == 12 || text[i] == 0;
    }
}
