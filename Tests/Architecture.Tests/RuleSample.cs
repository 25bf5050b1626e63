namespace CosmosNvme.Architecture.Tests;

/// <summary>A small project that breaks one rule, or none.</summary>
/// <param name="Project">Its project file without extension, from the root of the repository.</param>
/// <param name="Body">What stands in its project file besides the target framework.</param>
/// <param name="Source">Its only source file.</param>
internal sealed record RuleSample(string Project, string Body, string Source)
{
    /// <summary>net9.0 or net10.0, as the property that names it.</summary>
    internal string Framework { get; init; } = "$(KernelTargetFramework)";

    internal string ProjectFile =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>{Framework}</TargetFramework>
          </PropertyGroup>
          {Body}
        </Project>
        """;
}
