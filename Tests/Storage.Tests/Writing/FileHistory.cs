using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CosmosNvme.Storage.Tests;

/// <summary>What a file may be after a power cut: as it was when last made durable, or as a change that had begun by then would make it.</summary>
internal sealed class FileHistory
{
    private readonly Lock _lock = new();
    private readonly List<State> _states = [new(0, 0, null)];

    /// <summary>Notes that a change begins.</summary>
    /// <param name="moment">The disk's moment before it.</param>
    /// <param name="content">The content that it leads to; null if the file goes.</param>
    internal void Begin(int moment, byte[]? content)
    {
        lock (_lock)
        {
            _states.Add(new State(moment, int.MaxValue, content));
        }
    }

    /// <summary>Notes that the changes so far are durable.</summary>
    /// <param name="moment">The disk's moment after that.</param>
    internal void Settle(int moment)
    {
        lock (_lock)
        {
            _states[^1] = _states[^1] with { Durable = moment };
        }
    }

    /// <summary>Says what is wrong with a file after a cut; null if nothing.</summary>
    /// <param name="moment">The disk's moment at the cut.</param>
    /// <param name="content">The content found; null if there is no such file.</param>
    internal string? Judge(int moment, byte[]? content)
    {
        int last = _states.FindLastIndex(state => state.Durable <= moment);
        State[] possible = [.. _states.Skip(last).Where((state, index) => index == 0 || state.Begun <= moment)];
        if (possible.Any(state => state.Content is null ? content is null : content is not null && state.Content.AsSpan().SequenceEqual(content)))
        {
            return null;
        }

        // A file whose first change is on its way may be there in part; nothing was promised about it.
        return possible.Length > 1 && possible[0].Content is null
            ? null
            : $"has {content?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} bytes, but was durable with {possible[0].Content?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}";
    }

    private sealed record State(int Begun, int Durable, byte[]? Content);
}
