using System.IO;

namespace CosmosNvme.Architecture.Tests;

/// <summary>
/// A kernel in a folder outside the repository, on a nucleus of one function: as small as something that goes through every step of
/// Kernel.targets can be.
/// </summary>
internal sealed class KernelSample
{
    private readonly ScratchRepository _repository;

    internal KernelSample(ScratchRepository repository)
    {
        _repository = repository;
        string build = Path.Combine(repository.Root, "Kernel/Build");
        repository.Write(
            "../outside/Sample/Sample.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{build}/Kernel.props" />
              <Import Project="{build}/Kernel.targets" />
            </Project>
            """);
        repository.Write("../outside/Sample/Program.cs", "System.Console.WriteLine(\"started\");");
        repository.Write(
            "Kernel/Nucleus/Nucleus.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>$(KernelTargetFramework)</TargetFramework></PropertyGroup></Project>");
        repository.Write(
            "Kernel/Hal/Hal.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>$(KernelTargetFramework)</TargetFramework></PropertyGroup></Project>");
        repository.Write("Kernel/Hal/Hal.cs", ExportedMethod("CosmosNvme.Hal", "hal_sample", 1));
        repository.Write("Kernel/Nucleus/layout.inc", "#define SAMPLE_NOTE 18");
        repository.Write(
            "Kernel/Nucleus/Boot/entry.S",
            """
            #include "layout.inc"
                .section .note.Xen, "a", @note
                .balign 4
                .long 4, 4, SAMPLE_NOTE
                .asciz "Xen"
                .long boot_sample

                .section .text.boot, "ax"
                .globl boot_sample
            boot_sample:
                call nucleus_sample
                call hal_sample
                ret
            """);
        WriteNucleus(1);
    }

    internal string Folder => Path.Combine(_repository.Outside, "Sample");

    internal string Image => Path.Combine(Folder, "artifacts/kernel/Sample/Sample.elf");

    internal string Symbols => Path.Combine(Folder, "artifacts/kernel/Sample/Sample.dbg");

    internal string AssemblyObject => Path.Combine(Folder, "obj/Release/kernel/Boot.entry.o");

    internal string CompiledObject => Path.Combine(Folder, "obj/Release/net9.0/linux-x64/native/Sample.o");

    internal (int ExitCode, string Output) Build(params string[] options) =>
        Dotnet.Run(Folder, ["build", "-c", "Release", "-nologo", "-v:quiet", "-clp:NoSummary", .. options]);

    internal void WriteNucleus(int value) => _repository.Write("Kernel/Nucleus/Nucleus.cs", ExportedMethod("CosmosNvme.Nucleus", "nucleus_sample", value));

    internal void WriteHeader(string text) => _repository.Write("Kernel/Nucleus/layout.inc", text);

    private static string ExportedMethod(string space, string symbol, int value) =>
        $$"""
        namespace System.Runtime
        {
            internal sealed class RuntimeExportAttribute(string name) : Attribute
            {
                internal string Name { get; } = name;
            }
        }

        namespace {{space}}
        {
            internal static class Sample
            {
                [System.Runtime.RuntimeExport("{{symbol}}")]
                internal static int Export() => {{value}};
            }
        }
        """;
}
