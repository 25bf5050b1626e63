using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BadSample;

/// <summary>What nucleus code may not do, one rule for each exported method.</summary>
internal static unsafe class Bad
{
    private static delegate*<int, int> s_callback;
    private static object? s_first;
    private static object? s_second;

    [ThreadStatic]
    private static int t_count;

    [RuntimeImport("*", "getppid"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int GetParent();

    [DllImport("*", EntryPoint = "getppid")]
    private static extern int GetParentThroughRuntime();

    [RuntimeExport("nucleus_bad_array")]
    private static int AllocateArray(int length) => Keep(new byte[length]);

    [RuntimeExport("nucleus_bad_object")]
    private static int AllocateObject() => Keep(new object());

    [RuntimeExport("nucleus_bad_throw")]
    private static int Throw(int value) => value > 0 ? value : throw new InvalidOperationException();

    [RuntimeExport("nucleus_bad_bounds")]
    private static int IndexSpan(byte* bytes, int length, int index) => new ReadOnlySpan<byte>(bytes, length)[index];

    [RuntimeExport("nucleus_bad_checked")]
    private static int Add(int left, int right) => checked(left + right);

    [RuntimeExport("nucleus_bad_lazy_static")]
    private static long ReadLazyStatic() => Lazy.Started;

    [RuntimeExport("nucleus_bad_initialised_static")]
    private static int ReadInitialisedStatic() => Initialised.Count++;

    [RuntimeExport("nucleus_bad_thread_static")]
    private static int CountThread() => t_count++;

    [RuntimeExport("nucleus_bad_object_store")]
    private static void StoreObject() => (s_first, s_second) = (s_second, s_first);

    [RuntimeExport("nucleus_bad_struct_copy")]
    private static void CopyStruct(Words* from, Words* to) => *to = *from;

    [RuntimeExport("nucleus_bad_block_copy")]
    private static void CopyBlock(Block* from, Block* to) => *to = *from;

    [RuntimeExport("nucleus_bad_double")]
    private static long Scale(long value) => (long)(value * 1.5);

    [RuntimeExport("nucleus_bad_string")]
    private static int ReadLiteral(int index)
    {
        fixed (char* text = "literal")
        {
            return text[index];
        }
    }

    [RuntimeExport("nucleus_bad_two_levels")]
    private static int CallTwoLevels(int value) => FirstLevel(value) + 1;

    [RuntimeExport("nucleus_bad_tail_call")]
    private static int CallTail(int value) => SecondLevel(value);

    [RuntimeExport("nucleus_bad_switch")]
    private static long Switch(int number, long value)
    {
        switch (number)
        {
            case 0: return value + 1;
            case 1: return value / 10;
            case 2: return Keep(null) + value;
            case 3: return Keep(new object());
            case 4: return value - 3;
            case 5: return value << 4;
            default: return 0;
        }
    }

    [RuntimeExport("nucleus_bad_pointer")]
    private static void StorePointer() => s_callback = &SecondLevel;

    [RuntimeExport("nucleus_bad_indirect")]
    private static int CallPointer(int value) => s_callback(value) + 1;

    [RuntimeExport("nucleus_bad_libc")]
    private static int CallLibrary() => GetParent() + 1;

    [RuntimeExport("nucleus_bad_pinvoke")]
    private static int CallThroughRuntime() => GetParentThroughRuntime();

    [RuntimeExport("nucleus_bad_stackalloc")]
    private static int AllocateOnStack(int index)
    {
        int* numbers = stackalloc int[16];
        Fill(numbers);
        return numbers[index & 15];
    }

    [RuntimeExport("nucleus_bad_frame"), SkipLocalsInit]
    private static int UseLargeFrame()
    {
        Block block;
        Fill((int*)&block);
        return *(int*)&block;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FirstLevel(int value) => SecondLevel(value) * 2;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SecondLevel(int value) => Keep(new byte[value]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Keep(object? value) => value is null ? 0 : 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(int* numbers) => *numbers = 1;

    private static class Lazy
    {
        internal static readonly long Started = Environment.TickCount64;
    }

    private static class Initialised
    {
        internal static int Count = 5;
    }

    [StructLayout(LayoutKind.Sequential, Size = 48)]
    private struct Words
    {
        private long _first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 20000)]
    private struct Block
    {
        private long _first;
    }
}
