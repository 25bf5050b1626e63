using System;
using System.Diagnostics;
using System.IO;
using NUnit.Framework;

namespace CosmosNvme.ImageTool.Tests;

/// <summary>The whole tool on a program linked like a kernel image: static, at 16 MB, with glibc.</summary>
[TestFixture]
internal sealed class LinkedProgramTests
{
    // Exit status: 42, or 1 if a thread's stack is executable.
    private const string Source = """
        #include <pthread.h>
        #include <stdio.h>
        #include <string.h>
        static void *thread(void *unused)
        {
            char line[512];
            unsigned long start, end, here = (unsigned long)line;
            FILE *maps = fopen("/proc/self/maps", "r");
            while (fgets(line, sizeof line, maps))
                if (sscanf(line, "%lx-%lx", &start, &end) == 2 && here >= start && here < end)
                    return strstr(line, " rw-p ") ? (void *)42 : (void *)1;
            return (void *)2;
        }
        int main(void)
        {
            pthread_t id;
            void *result;
            pthread_create(&id, 0, thread, 0);
            pthread_join(id, &result);
            return (int)(long)result;
        }
        """;

    private string _folder = string.Empty;

    private string Image => Path.Combine(_folder, "program");

    [OneTimeSetUp]
    public void Link()
    {
        _folder = Directory.CreateTempSubdirectory("image-tool-").FullName;
        string source = Path.Combine(_folder, "program.c");
        File.WriteAllText(source, Source);
        Assert.That(Run("gcc", "-static", "-no-pie", "-O1", "-Wl,-Ttext-segment=0x1000000", "-o", Image, source), Is.Zero, "gcc failed");
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Finalize_StaticProgram_StillRunsWithStacksThatAreNotExecutable()
    {
        string output = Path.Combine(_folder, "finalized.elf");

        int status = Program.Main(["finalize", "--image", Image, "--symbols", Image, "--output", output]);

        Assert.That(status, Is.Zero);
        Assert.That(Run(output), Is.EqualTo(42));
    }

    [Test]
    public void Finalize_OntoItself_KeepsTheFileRunning()
    {
        string copy = Path.Combine(_folder, "in-place.elf");
        File.Copy(Image, copy);

        int status = Program.Main(["finalize", "--image", copy, "--symbols", Image, "--output", copy]);

        Assert.That(status, Is.Zero);
        Assert.That(Run(copy), Is.EqualTo(42));
    }

    [Test]
    public void GrubCopy_StaticProgram_StillRuns()
    {
        string output = Path.Combine(_folder, "new folder", "grub.elf");

        int status = Program.Main(["grub-copy", "--image", Image, "--output", output]);

        Assert.That(status, Is.Zero);
        Assert.That(Run(output), Is.EqualTo(42));
    }

    [Test]
    public void Finalize_MissingFile_FailsAndWritesNothing()
    {
        string output = Path.Combine(_folder, "never.elf");

        int status = Program.Main(["finalize", "--image", Image + ".missing", "--symbols", Image, "--output", output]);

        Assert.That(status, Is.EqualTo(1));
        Assert.That(File.Exists(output), Is.False);
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))
            ?? throw new InvalidOperationException($"Cannot start {program}.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
