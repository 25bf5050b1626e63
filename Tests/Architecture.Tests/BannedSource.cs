namespace CosmosNvme.Architecture.Tests;

/// <summary>Source that uses every symbol of BannedSymbols.txt, each in a line of its own.</summary>
internal static class BannedSource
{
    internal const string Text =
        """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;

        namespace CosmosNvme;

        internal static class Banned
        {
            internal static object A(object value) => Unsafe.As<string>(value);
            internal static Span<int> B(ref int value) => MemoryMarshal.CreateSpan(ref value, 2);
            internal static Span<int> C(System.Collections.Generic.List<int> list) => CollectionsMarshal.AsSpan(list);
            internal static bool D(System.Buffers.ReadOnlySequence<int> value) => SequenceMarshal.TryGetArray(value, out _);
            internal static int[]? E(System.Collections.Immutable.ImmutableArray<int> value) => ImmutableCollectionsMarshal.AsArray(value);
            internal static int F(IntPtr pointer) => Marshal.ReadInt32(pointer);
            internal static object G() => typeof(NativeMemory);
            internal static IntPtr H() => NativeLibrary.GetMainProgramHandle();
            internal static ulong I(SafeBuffer buffer) => buffer.ByteLength;
            internal static GCHandle J(object value) => GCHandle.Alloc(value);
            internal static object K() => new GCHandle<string>("");
            internal static object L() => new PinnedGCHandle<string>("");
            [DllImport("c")] internal static extern void M();
            [UnmanagedCallersOnly] internal static void N() { }
            internal static System.Buffers.MemoryHandle O(Memory<int> memory) => memory.Pin();
            internal static System.Buffers.MemoryHandle P(ReadOnlyMemory<int> memory) => memory.Pin();
            [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_x")] internal static extern ref int Q(Version version);
            internal static object R() => typeof(LibraryImportAttribute);
        }
        """;
}
