using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb.Tests;

/// <summary>A log in a list.</summary>
internal sealed class ListLog : IKernelLog
{
    internal List<string> Lines { get; } = [];

    public void Write(LogLevel level, string text) => Lines.Add($"{level}: {text}");

    public IReadOnlyList<LogEntry> Read() => [];
}
