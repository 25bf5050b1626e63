using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.KernelTests.PowerCuts;

namespace CosmosNvme.Boot.Tests;

/// <summary>What each file may be after a cut: as it was when it was last made durable, or as a change that had begun by then would make it.</summary>
internal sealed class FileNotes
{
    private readonly Dictionary<string, List<State>> _states = [];

    /// <summary>Reads the notes of a machine (Tests/Kernel.Tests/PowerCuts/FileWork.cs).</summary>
    /// <param name="notes">The notes before the cut.</param>
    internal FileNotes(IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            string[] words = note.Split(' ', 4);
            switch (words[0])
            {
                case "begin":
                    StatesOf(words[3]).Add(new State(Number(words[1]), Number(words[2])));
                    break;
                case "durable":
                    // Nothing before the last state is possible any more.
                    List<State> states = StatesOf(note[(note.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                    states.RemoveRange(0, states.Count - 1);
                    break;
                case "committed":
                    Committed[words[2]] = Number(words[1]);
                    break;
                default:
                    throw new InvalidOperationException($"'{note}' is no note.");
            }
        }
    }

    /// <summary>The files that there are notes about, below the root.</summary>
    internal IEnumerable<string> Paths => _states.Keys;

    /// <summary>Databases, and the number of rows that must be in them.</summary>
    internal Dictionary<string, int> Committed { get; } = [];

    /// <summary>Says what is wrong with a file; null if nothing is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content; null if there is none.</param>
    internal string? Judge(string path, byte[]? content)
    {
        List<State> states = _states[path];
        if (content is null ? states.Exists(state => state.Seed == 0) : states.Exists(state => IsPart(states, state.Seed, content)))
        {
            return null;
        }

        string possible = string.Join(", or ", states.Select(state => state.Seed == 0 ? "missing" : string.Create(CultureInfo.InvariantCulture, $"{state.Length} bytes of {state.Seed}")));
        return string.Create(CultureInfo.InvariantCulture, $"{path} {(content is null ? "is missing" : $"has {content.Length} bytes")}; it may be {possible}");
    }

    // A write or a cut that had begun may have got on to any length between.
    private static bool IsPart(List<State> states, int seed, byte[] content)
    {
        int[] lengths = [.. states.Where(state => state.Seed == seed && seed != 0).Select(state => state.Length)];
        return lengths.Length > 0 && content.Length >= lengths.Min() && content.Length <= lengths.Max() && content.AsSpan().SequenceEqual(FileContent.Of(seed, 0, content.Length));
    }

    private List<State> StatesOf(string path)
    {
        if (!_states.TryGetValue(path, out List<State>? states))
        {
            _states[path] = states = [new State(0, 0)];
        }

        return states;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed record State(int Seed, int Length);
}
