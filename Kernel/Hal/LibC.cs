using System.Runtime.InteropServices;
using System.Text;

namespace CosmosNvme.Hal;

/// <summary>The functions of the C library in the image that Hal calls. Each may block, so each is a full transition.</summary>
internal static class LibC
{
    private const string Image = "*";
    private const long FutexCall = 202;

    /// <summary>read(2).</summary>
    [DllImport(Image, EntryPoint = "read", SetLastError = true, ExactSpelling = true)]
    internal static extern unsafe nint Read(int descriptor, byte* buffer, nuint count);

    /// <summary>write(2).</summary>
    [DllImport(Image, EntryPoint = "write", SetLastError = true, ExactSpelling = true)]
    internal static extern unsafe nint Write(int descriptor, byte* bytes, nuint count);

    /// <summary>sched_setaffinity(2).</summary>
    [DllImport(Image, EntryPoint = "sched_setaffinity", SetLastError = true, ExactSpelling = true)]
    internal static extern unsafe int SetAffinity(int thread, nuint maskBytes, ulong* mask);

    /// <summary>mmap(2); -1: failed.</summary>
    [DllImport(Image, EntryPoint = "mmap", ExactSpelling = true)]
    internal static extern nint MapMemory(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    /// <summary>mprotect(2).</summary>
    [DllImport(Image, EntryPoint = "mprotect", ExactSpelling = true)]
    internal static extern int ProtectMemory(nint address, nuint length, int protection);

    /// <summary>Names the calling thread for lists of threads; what is longer than 15 bytes is cut. The runtime keeps Thread.Name to itself.</summary>
    internal static unsafe void NameThread(string name)
    {
        const int Prctl = 157;
        const int SetName = 15;

        // SAFETY: the kernel reads up to the zero that ends the text.
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            SystemCall(Prctl, SetName, (long)text, 0);
        }
    }

    /// <summary>futex(2): waits while the word holds the value, or wakes as many threads as the value says.</summary>
    internal static void Futex(nint word, int operation, int value) => SystemCall(FutexCall, word, operation, value, timeout: 0);

    [DllImport(Image, EntryPoint = "syscall", ExactSpelling = true)]
    private static extern long SystemCall(long number, long first, long second, long third, long timeout);

    /// <summary>syscall(2) with three arguments: for calls that only this kernel has.</summary>
    [DllImport(Image, EntryPoint = "syscall", ExactSpelling = true)]
    internal static extern long SystemCall(long number, long first, long second, long third);
}
