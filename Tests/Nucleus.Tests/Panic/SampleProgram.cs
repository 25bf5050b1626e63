using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Text;
using CosmosNvme.ImageTool;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>
/// A static program with glibc, linked where a kernel image is linked and given a function table. It runs through frames of all
/// kinds and then prints its registers and its whole stack.
/// </summary>
internal sealed class SampleProgram : IDisposable
{
    private const string Source = """
        #include <alloca.h>
        #include <signal.h>
        #include <stdint.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        extern void *__libc_stack_end;
        uint64_t registers[9];
        void capture(uint64_t *);
        __asm__(".text\n.globl capture\n.type capture, @function\ncapture:\n"
            "mov %rbx, 0(%rdi)\nmov %rbp, 8(%rdi)\nlea 8(%rsp), %rax\nmov %rax, 16(%rdi)\nmov %r12, 24(%rdi)\nmov %r13, 32(%rdi)\n"
            "mov %r14, 40(%rdi)\nmov %r15, 48(%rdi)\nmov (%rsp), %rax\nmov %rax, 56(%rdi)\nret\n.size capture, .-capture");
        #define FRAME __attribute__((noinline, noclone))
        FRAME int write_all(const void *start, size_t length)
        {
            for (const char *p = start; length > 0;)
            {
                ssize_t written = write(1, p, length);
                if (written <= 0) _exit(1);
                p += written;
                length -= written;
            }
            return 0;
        }
        FRAME int dump(int n)
        {
            capture(registers);
            registers[8] = (uint64_t)__libc_stack_end - registers[2];
            write_all(registers, sizeof registers);
            write_all((void *)registers[2], registers[8]);
            _exit(0);
            return n;
        }
        FRAME int plain(int n) { return dump(n) + 1; }
        FRAME int with_saved_registers(int a, int b, int c, int d, int e)
        {
            int sum = plain(a);
            return sum + a * b * c * d * e;
        }
        FRAME int with_alloca(int n)
        {
            char *p = alloca(n * 100);
            memset(p, n, n * 100);
            return with_saved_registers(1, 2, 3, p[5], n) + p[n];
        }
        FRAME int realigned(int n, ...)
        {
            _Alignas(128) volatile char buffer[256];
            char *more = alloca(n * 16);
            memset(more, 1, n * 16);
            buffer[0] = n + more[n];
            return with_alloca(buffer[0]) + buffer[1];
        }
        FRAME int recursive(int n) { return n == 0 ? realigned(3) : recursive(n - 1) + n; }
        int compare(const void *left, const void *right) { return recursive(4) + *(int *)left - *(int *)right; }
        int numbers[] = { 3, 1, 2 };
        void handler(int signal) { qsort(numbers, 3, sizeof(int), compare); numbers[0] += signal; }
        FRAME int interrupted(int n) { raise(SIGUSR1); return n + 1; }
        int main(int count, char **arguments)
        {
            signal(SIGUSR1, handler);
            return interrupted(count) + (arguments != 0);
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("unwinder-").FullName;

    internal SampleProgram()
    {
        string source = Path.Combine(_folder, "sample.c");
        File.WriteAllText(source, Source);
        Run("gcc", "-static", "-no-pie", "-O2", "-fno-optimize-sibling-calls", "-Wl,-Ttext-segment=0x1000000", "-Wl,--eh-frame-hdr", "-o", ImagePath, source);
        byte[] linked = File.ReadAllBytes(ImagePath);
        File.WriteAllBytes(ImagePath, ImageFinalizer.AddFunctionTable(linked, ImagePath, linked, ImagePath));
        byte[] output = Run(ImagePath);
        for (int index = 0; index < Registers.Length; index++)
        {
            Registers[index] = BinaryPrimitives.ReadUInt64LittleEndian(output.AsSpan(index * sizeof(ulong)));
        }

        Stack = output[((Registers.Length + 1) * sizeof(ulong))..];
    }

    internal string ImagePath => Path.Combine(_folder, "sample");

    /// <summary>RBX, RBP, RSP, R12 to R15 and RIP where the stack was printed.</summary>
    internal ulong[] Registers { get; } = new ulong[8];

    /// <summary>The stack from RSP to its bottom.</summary>
    internal byte[] Stack { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What a program writes to its standard output.</summary>
    internal static byte[] Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"Cannot start {program}.");
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} exits with {process.ExitCode}: {Encoding.UTF8.GetString(output.ToArray())}");
        }

        return output.ToArray();
    }
}
