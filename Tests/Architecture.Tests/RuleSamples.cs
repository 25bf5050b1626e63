using System.Linq;

namespace CosmosNvme.Architecture.Tests;

/// <summary>One project for each rule of the build, in the place of a real one.</summary>
internal static class RuleSamples
{
    private const string Nothing = "";
    private const string Unsafe = "<PropertyGroup><AllowUnsafeBlocks>true</AllowUnsafeBlocks></PropertyGroup>";
    private const string EmptyType = "namespace CosmosNvme;\n\ninternal static class Empty\n{\n}";

    private const string PublicType =
        """
        namespace CosmosNvme.Nucleus;

        /// <summary>A type that other layers might want to use.</summary>
        public static class Visible
        {
            /// <summary>Uses what is forbidden elsewhere.</summary>
            public static unsafe int Read(int* pointer) => System.Runtime.CompilerServices.Unsafe.Read<int>(pointer);
        }
        """;

    internal static readonly RuleSample[] All =
    [
        // These keep all rules; the others lean on them.
        new("Kernel/Abstractions/Abstractions", Nothing, EmptyType),
        new("Kernel/Nucleus/Nucleus", Unsafe, PublicType),
        new("Kernel/Hal/Hal", Unsafe + References("../Abstractions/Abstractions", "../Nucleus/Nucleus"), EmptyType),

        new("Stray/Stranger/Stranger", Nothing, EmptyType),
        new("Stray/Nucleus.Tests/Nucleus.Tests", Unsafe, EmptyType),
        new("Tests/Shell.Tests/Shell.Tests", "<PropertyGroup><AssemblyName>Innocent</AssemblyName></PropertyGroup>", EmptyType),
        new("Kernel/Image/Image", Unsafe, EmptyType),
        new("Drivers/Nvme/Nvme", References("../../Kernel/Hal/Hal"), EmptyType),
        new(
            "Kernel/Shell/Shell",
            "<PropertyGroup><DisableTransitiveProjectReferences>false</DisableTransitiveProjectReferences></PropertyGroup>" + References("../Hal/Hal"),
            EmptyType),
        new(
            "Kernel/System/System",
            References("../Hal/Hal"),
            "namespace CosmosNvme;\n\ninternal static class Leak\n{\n    internal static readonly object Type = typeof(Nucleus.Visible);\n}"),
        new(
            "Drivers/Nvme.Pci/Nvme.Pci",
            """
            <ItemGroup>
              <ProjectReference Include="../../Kernel/Nucleus/Nucleus.csproj" ReferenceOutputAssembly="false" />
              <Reference Include="../../Kernel/Nucleus/bin/$(Configuration)/$(KernelTargetFramework)/CosmosNvme.Nucleus.dll" />
            </ItemGroup>
            """,
            EmptyType),
        new("Storage/Storage", "<ItemGroup><PackageReference Include=\"Iced\" /></ItemGroup>", EmptyType),
        new("Pci/Pci", "<ItemGroup><Compile Include=\"../Kernel/Hal/Hal.cs\" /></ItemGroup>", EmptyType),

        new("Tools/ImageTool/ImageTool", Nothing, BannedSource.Text) { Framework = "$(HostTargetFramework)" },
        new("Tools/Cosmos/Cosmos", Nothing, StyleSource.Text) { Framework = "$(HostTargetFramework)" },
        new(
            "Tests/Boot.Tests/Boot.Tests",
            Nothing,
            "namespace CosmosNvme;\n\ninternal static class Keyword\n{\n    internal static unsafe int Read(int* pointer) => *pointer;\n}"),
    ];

    private static string References(params string[] projects)
    {
        string items = string.Concat(projects.Select(project => $"<ProjectReference Include=\"{project}.csproj\" />"));
        return $"<ItemGroup>{items}</ItemGroup>";
    }
}
