using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The types that Drivers/Nvme/Spec holds, one for each of its files, or for several that are parts of it.</summary>
internal static class SpecTypes
{
    private const string Folder = "Drivers/Nvme/Spec";

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<Type> All { get; } = Directory.EnumerateFiles(Path.Combine(Root(), Folder), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetFileName(path).Split('.')[0])
        .Distinct()
        .Select(name => typeof(SubmissionEntry).Assembly.GetTypes().SingleOrDefault(type => type.Name == name)
            ?? throw new InvalidOperationException($"{Folder}/{name}.cs holds no type of that name."))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .ToArray();

    /// <summary>Structures that the device reads or writes in memory.</summary>
    internal static IEnumerable<Type> Entries => All.Where(type => type is { IsValueType: true, IsEnum: false, IsExplicitLayout: true });

    /// <summary>Registers and other words: values with bit fields.</summary>
    internal static IEnumerable<Type> Words => All.Where(type => type is { IsValueType: true, IsEnum: false, IsExplicitLayout: false } && type != typeof(BitField));

    /// <summary>Numbers with names.</summary>
    internal static IEnumerable<Type> Enumerations => All.Where(type => type.IsEnum);

    /// <summary>Structures that are parsed out of a buffer.</summary>
    internal static IEnumerable<Type> Buffers => All.Where(type => type is { IsClass: true, IsAbstract: false } && type.GetConstructors().Any(IsParser));

    /// <summary>A type's own fields in memory, without <see cref="ViewsOf"/>: name, offset, bytes.</summary>
    internal static IEnumerable<(string Name, int Offset, int Bytes)> FieldsOf(Type entry) => AllFieldsOf(entry).Except(ViewsOf(entry)).OrderBy(field => field.Offset);

    /// <summary>Those that are several other fields in one piece: name, offset, bytes.</summary>
    internal static IEnumerable<(string Name, int Offset, int Bytes)> ViewsOf(Type entry) => AllFieldsOf(entry)
        .Where(field => AllFieldsOf(entry).Count(other => other.Bytes < field.Bytes && other.Offset >= field.Offset && other.Offset < field.Offset + field.Bytes) > 1);

    /// <summary>A type's readable properties, static ones left out.</summary>
    internal static IEnumerable<string> PropertiesOf(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(property => property.GetMethod is { IsPrivate: false } && property.Name is not ("EqualityContract" or "Data"))
        .Select(property => property.Name);

    private static IEnumerable<(string Name, int Offset, int Bytes)> AllFieldsOf(Type entry) => entry
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(field => (field.Name, field.GetCustomAttribute<FieldOffsetAttribute>()!.Value, BytesOf(field.FieldType)));

    // What the device sees is made of plain numbers.
    private static int BytesOf(Type number) => Type.GetTypeCode(number) switch
    {
        TypeCode.Byte => 1,
        TypeCode.UInt16 => 2,
        TypeCode.UInt32 => 4,
        TypeCode.UInt64 => 8,
        _ => throw new NotSupportedException($"{number} is no number that a device's structure is made of."),
    };

    private static bool IsParser(ConstructorInfo constructor) =>
        constructor.GetParameters() is [ParameterInfo only] && only.ParameterType == typeof(ReadOnlySpan<byte>);

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CosmosNvme.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CosmosNvme.sln above {AppContext.BaseDirectory}.");
    }
}
