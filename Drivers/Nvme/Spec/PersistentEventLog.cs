using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>Log page 0Dh, Persistent Event Log: what has happened to the subsystem in its life. NVMe Base 1.4 §5.14.1.13.</summary>
public sealed class PersistentEventLog : SpecStructure
{
    private readonly List<PersistentEvent> _events = [];

    /// <summary>Copies the page, with the events that lie in it as a whole.</summary>
    /// <param name="data">The page from its beginning on, 512 bytes or more, as the controller returned it.</param>
    public PersistentEventLog(ReadOnlySpan<byte> data)
        : base(data, data.Length)
    {
        Header = new PersistentEventHeader(data[..PersistentEventHeader.Bytes]);
        ReadOnlySpan<byte> rest = data[PersistentEventHeader.Bytes..];
        while ((uint)_events.Count < Header.Events && rest.Length >= PersistentEvent.HeaderBytes)
        {
            // A header that is shorter than the figure, or an event that reaches beyond the page, is none.
            int bytes = PersistentEvent.BytesOf(rest);
            if (bytes < PersistentEvent.HeaderBytes || bytes > rest.Length)
            {
                break;
            }

            _events.Add(new PersistentEvent(rest[..bytes]));
            rest = rest[bytes..];
        }
    }

    /// <summary>What the page says about itself.</summary>
    public PersistentEventHeader Header { get; }

    /// <summary>The events, in the order of the page.</summary>
    public IReadOnlyList<PersistentEvent> Events => _events;
}
