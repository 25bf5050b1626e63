using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Writes an ACPI table byte by byte; length and checksum are right unless a test says otherwise.</summary>
internal sealed class TableBuilder
{
    private readonly List<byte> _bytes = [];

    internal TableBuilder(string signature, byte revision = 1)
    {
        _bytes.AddRange(Encoding.ASCII.GetBytes(signature));
        Skip(4);
        _bytes.Add(revision);
        Skip(27);
    }

    /// <summary>A length field that lies; null for the truth.</summary>
    internal uint? ClaimedLength { get; init; }

    /// <summary>What to add to the right checksum.</summary>
    internal byte ChecksumError { get; init; }

    internal TableBuilder Add(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    internal TableBuilder Word(ushort value) => Add((byte)value, (byte)(value >> 8));

    internal TableBuilder Long(uint value) => Word((ushort)value).Word((ushort)(value >> 16));

    internal TableBuilder Quad(ulong value) => Long((uint)value).Long((uint)(value >> 32));

    internal TableBuilder Text(string text) => Add(Encoding.ASCII.GetBytes(text));

    internal TableBuilder Skip(int count) => Add(new byte[count]);

    /// <summary>Fills with zeros up to an offset.</summary>
    internal TableBuilder To(int offset) => Skip(offset - _bytes.Count);

    internal byte[] Build()
    {
        byte[] table = [.. _bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), ClaimedLength ?? (uint)table.Length);
        table[9] = (byte)(Checksum(table) + ChecksumError);
        return table;
    }

    /// <summary>The byte that makes the sum zero when the checksum field is still zero.</summary>
    internal static byte Checksum(byte[] bytes)
    {
        byte sum = 0;
        foreach (byte b in bytes)
        {
            sum += b;
        }

        return (byte)-sum;
    }
}
