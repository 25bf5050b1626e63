using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb.Tests;

/// <summary>Keeps the scan codes that are handed in, as hexadecimal text.</summary>
internal sealed class TypedKeys : IKeyboardInput
{
    private readonly List<string> _codes = [];

    public bool IsWanted => true;

    public void Take(ReadOnlySpan<byte> scanCodes)
    {
        foreach (byte code in scanCodes)
        {
            _codes.Add($"{code:x2}");
        }
    }

    /// <summary>What came since this was asked last.</summary>
    internal string TakeAll()
    {
        string all = string.Join(' ', _codes);
        _codes.Clear();
        return all;
    }
}
