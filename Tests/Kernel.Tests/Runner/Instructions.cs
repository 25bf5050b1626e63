using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.KernelTests.Runner
{
    /// <summary>What instructions.S holds.</summary>
    internal static class Instructions
    {
        /// <summary>Takes the interrupt descriptor table away and faults; does not return.</summary>
        [RuntimeImport("*", "kernel_tests_triple_fault"), MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void TripleFault();

        /// <summary>Brings the CPU to the local APIC's spurious vector.</summary>
        [RuntimeImport("*", "kernel_tests_int_ff"), MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void SpuriousLocalInterrupt();

        /// <summary>Brings the CPU to the vector that the first 8259 names when it has no interrupt.</summary>
        [RuntimeImport("*", "kernel_tests_int_27"), MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void SpuriousMasterInterrupt();

        /// <summary>Brings the CPU to the vector that the second 8259 names when it has no interrupt.</summary>
        [RuntimeImport("*", "kernel_tests_int_2f"), MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void SpuriousSlaveInterrupt();
    }
}

namespace System.Runtime
{
    /// <summary>Binds an extern method to a symbol of the linked image. The compiler matches it by name.</summary>
    [AttributeUsage(AttributeTargets.Method, Inherited = false)]
    internal sealed class RuntimeImportAttribute(string library, string entry) : Attribute
    {
        /// <summary>Always "*": the image itself.</summary>
        public string Library { get; } = library;

        /// <summary>Symbol name in the linked image.</summary>
        public string Entry { get; } = entry;
    }
}
