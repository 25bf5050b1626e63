using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CosmosNvme.Shell.Commands;

/// <summary>
/// A structure on its way to the user: its fields in order, printed as <c>name : value</c> lines, with the meaning of bits below them if that
/// is wanted, or as a JSON object.
/// </summary>
internal sealed class NvmeFields(int width, IReadOnlyDictionary<string, NvmeBits>? bits = null, string separator = ": ")
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Field> _fields = [];

    /// <summary>Adds a decimal number.</summary>
    /// <param name="name">Its name for people, and for programs unless that is another.</param>
    /// <param name="value">The value.</param>
    /// <param name="key">Its name for programs.</param>
    internal NvmeFields Number(string name, ulong value, string? key = null) =>
        Add(name, key, value.ToString(CultureInfo.InvariantCulture), json => json.WriteNumberValue(value), value);

    /// <summary>Adds a number that people see in hexadecimal.</summary>
    /// <inheritdoc cref="Number" path="/param"/>
    internal NvmeFields Hex(string name, ulong value, string? key = null) => Add(name, key, NvmeNumbers.Hex(value), json => json.WriteNumberValue(value), value);

    /// <summary>Adds a number of 128 bits; programs get it as text, because their numbers are not as long.</summary>
    /// <inheritdoc cref="Number" path="/param"/>
    internal NvmeFields Wide(string name, UInt128 value, string? key = null)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        return Add(name, key, text, json => json.WriteStringValue(text), null);
    }

    /// <summary>Adds a number that people see in words.</summary>
    internal NvmeFields Shown(string name, ulong value, string text, string? key = null) => Add(name, key, text, json => json.WriteNumberValue(value), value);

    /// <summary>Adds a number of 128 bits that people see in words.</summary>
    internal NvmeFields Shown(string name, UInt128 value, string text, string? key = null) =>
        Add(name, key, text, json => json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture)), null);

    /// <summary>Adds a text.</summary>
    internal NvmeFields Text(string name, string text, string? key = null) => Add(name, key, text, json => json.WriteStringValue(text), null);

    /// <summary>Adds a list of structures that only programs see.</summary>
    internal NvmeFields List(string key, IEnumerable<NvmeFields> items) => Custom(key, null, json =>
    {
        json.WriteStartArray();
        foreach (NvmeFields item in items)
        {
            item.WriteObject(json);
        }

        json.WriteEndArray();
    });

    /// <summary>Adds something of a form of its own, or only to one of the two outputs.</summary>
    /// <param name="key">Its name for programs.</param>
    /// <param name="text">Prints it for people; null: they do not see it.</param>
    /// <param name="json">Prints it for programs; null: they do not see it.</param>
    internal NvmeFields Custom(string key, Action<TextWriter>? text, Action<Utf8JsonWriter>? json)
    {
        _fields.Add(new Field(key, key, null, json, null, text));
        return this;
    }

    /// <summary>Adds all fields of another structure.</summary>
    internal NvmeFields AddAll(NvmeFields other)
    {
        _fields.AddRange(other._fields);
        return this;
    }

    /// <summary>Prints it for people.</summary>
    internal void Print(TextWriter output, bool showsBits)
    {
        foreach (Field field in _fields)
        {
            field.Print?.Invoke(output);
            if (field.Text is null)
            {
                continue;
            }

            output.WriteLine($"{field.Name.PadRight(width)}{separator}{field.Text}");
            if (showsBits && field.Value is ulong value && bits?.GetValueOrDefault(field.Name) is NvmeBits meaning)
            {
                meaning.Print(output, value);
            }
        }
    }

    /// <summary>Prints it for programs.</summary>
    internal void PrintJson(TextWriter output) => WriteJson(output, WriteObject);

    /// <summary>Prints a structure as the options of a call want it: its bytes, JSON, or a title and its fields.</summary>
    internal void Print(NvmeCall call, string title, ReadOnlySpan<byte> data)
    {
        if (call.IsBinary)
        {
            call.Context.WriteBytes(data);
        }
        else if (call.IsJson)
        {
            PrintJson(call.Output);
        }
        else
        {
            call.Output.WriteLine(title);
            Print(call.Output, call.IsHuman);
        }
    }

    /// <summary>Writes it as an object into something larger.</summary>
    internal void WriteObject(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (Field field in _fields)
        {
            if (field.Json is not null)
            {
                json.WritePropertyName(field.Key);
                field.Json(json);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Prints any JSON.</summary>
    internal static void WriteJson(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_indented))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private NvmeFields Add(string name, string? key, string text, Action<Utf8JsonWriter> json, ulong? value)
    {
        _fields.Add(new Field(name, key ?? name, text, json, value, null));
        return this;
    }

    private sealed record Field(string Name, string Key, string? Text, Action<Utf8JsonWriter>? Json, ulong? Value, Action<TextWriter>? Print);
}
