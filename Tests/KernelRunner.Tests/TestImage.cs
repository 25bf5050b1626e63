using System;
using System.Collections.Immutable;
using System.IO;
using CosmosNvme.Lab;
using CosmosNvme.Testing;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>The kernel that holds the tests: its image, and the assembly from which the image was compiled.</summary>
internal static class TestImage
{
    private const string Project = "Kernel.Tests";

    private static readonly Lazy<ImmutableArray<TestDescription>> s_tests = new(() => new TestEngine(System.Reflection.Assembly.LoadFrom(Assembly)).Tests);

    /// <summary>The image.</summary>
    internal static string Image => Path.Combine(RepositoryPaths.Artifacts, "kernel", Project, $"CosmosNvme.{Project}.elf");

    /// <summary>The tests in it, found without running anything.</summary>
    internal static ImmutableArray<TestDescription> Tests => s_tests.Value;

    private static string Assembly => Path.Combine(RepositoryPaths.Root, "Tests", Project, "bin", "Release", "net9.0", "linux-x64", $"CosmosNvme.{Project}.dll");
}
