using System;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>The tiny kernel that stands in for the real one; assembled on first use.</summary>
internal static class TestKernel
{
    private static readonly Lazy<string> s_image = new(Assemble);

    internal static string Image => s_image.Value;

    /// <summary>A machine with the test kernel that ends in the way that one letter names; see kernel.S.</summary>
    internal static MachineProfile Profile(char end) => new()
    {
        Image = Image,
        MemoryMebibytes = 64,
        KernelArguments = $"do={end}",
        Exec = "",
        TimeLimit = TimeSpan.FromSeconds(60),
    };

    private static string Assemble()
    {
        string folder = AppContext.BaseDirectory;
        string objectFile = Path.Combine(folder, "testkernel.o");
        string image = Path.Combine(folder, "testkernel.elf");
        ToolRunner.RunOrThrow("as", "--64", "-o", objectFile, Path.Combine(folder, "TestKernel", "kernel.S"));
        ToolRunner.RunOrThrow("ld", "-m", "elf_x86_64", "-static", "-nostdlib", "-Ttext-segment=0x1000000", "-e", "start", "-o", image, objectFile);
        return image;
    }
}
