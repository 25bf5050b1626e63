using System;
using System.Text;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Text in CPUID registers.</summary>
internal static unsafe class CpuIdText
{
    /// <summary>Writes the characters; what follows them stays.</summary>
    internal static void Write(uint* registers, string text) => Encoding.ASCII.GetBytes(text, new Span<byte>(registers, text.Length));
}
