using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CosmosNvme.Lab;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>The numbers of instructions that are kept in the repository: Tests/KernelRunner.Tests/Instructions.json, a figure a line.</summary>
internal static class InstructionFile
{
    private const string Name = "Instructions.json";

    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where it is kept.</summary>
    internal static string Kept { get; } = Path.Combine(RepositoryPaths.Root, "Tests", "KernelRunner.Tests", Name);

    /// <summary>Where a measurement leaves what could take its place.</summary>
    internal static string Measured { get; } = Path.Combine(RepositoryPaths.Artifacts, "instructions", Name);

    /// <summary>Reads figures.</summary>
    /// <exception cref="InvalidDataException">One says nothing, or too much, or comes twice.</exception>
    internal static IReadOnlyList<InstructionFigure> Parse(string text)
    {
        InstructionFigure[] figures = JsonSerializer.Deserialize<InstructionFigure[]>(text, s_format)!;
        if (figures.FirstOrDefault(figure => !figure.IsSound) is InstructionFigure unsound)
        {
            throw new InvalidDataException($"A figure has either 'instructions', or 'atMost' and 'why': {unsound}");
        }

        return figures.GroupBy(figure => figure.Figure).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InvalidDataException($"There is a second figure '{twice.Key}'.")
            : figures;
    }

    /// <summary>Writes figures.</summary>
    internal static string Format(IEnumerable<InstructionFigure> figures) =>
        $"[\n{string.Join(",\n", figures.Select(figure => "  " + JsonSerializer.Serialize(figure, s_format)))}\n]\n";

    /// <summary>What is wrong with counts; nothing where it is empty. A figure that was not counted is wrong, and one that nobody keeps.</summary>
    /// <param name="kept">The figures that are kept.</param>
    /// <param name="counts">What was counted.</param>
    internal static IReadOnlyList<string> Judge(IReadOnlyList<InstructionFigure> kept, IReadOnlyDictionary<string, long> counts) =>
    [
        .. kept.Select(figure => counts.TryGetValue(figure.Figure, out long counted) ? figure.Judge(counted) : $"{figure.Figure}: not counted").OfType<string>(),
        .. counts.Keys.Except(kept.Select(figure => figure.Figure)).Select(figure => $"{figure}: not kept in the file"),
    ];

    /// <summary>The figures as they are to be kept from now on: those that are still right, and bounds, as they were.</summary>
    /// <param name="kept">The figures that are kept.</param>
    /// <param name="counts">What was counted.</param>
    internal static IEnumerable<InstructionFigure> Update(IReadOnlyList<InstructionFigure> kept, IReadOnlyDictionary<string, long> counts) =>
    [
        .. kept.Where(figure => counts.ContainsKey(figure.Figure))
            .Select(figure => figure.AtMost is not null || figure.Judge(counts[figure.Figure]) is null ? figure : figure with { Instructions = counts[figure.Figure] }),
        .. counts.Where(count => kept.All(figure => figure.Figure != count.Key)).Select(count => new InstructionFigure(count.Key, count.Value)),
    ];
}
