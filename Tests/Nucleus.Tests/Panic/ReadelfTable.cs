using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>The unwind rows of an image as binutils' readelf sees them, in the notation of CfiProgramTests.Describe.</summary>
internal static class ReadelfTable
{
    /// <summary>The row at the address where it begins.</summary>
    internal static IReadOnlyDictionary<ulong, string> Read(string image)
    {
        string output = Encoding.UTF8.GetString(SampleProgram.Run("readelf", "--debug-dump=frames-interp", image));
        Dictionary<ulong, string> rows = [];
        string[] columns = [];
        bool isFunction = false;
        foreach (string line in output.Split('\n'))
        {
            string[] fields = Fields(line);
            if (fields.Contains("CIE") || fields.Contains("FDE"))
            {
                isFunction = fields.Contains("FDE");
            }
            else if (fields.Length > 2 && fields[0] == "LOC")
            {
                columns = fields;
            }
            else if (isFunction && columns.Length > 0 && fields.Length == columns.Length
                && ulong.TryParse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong address))
            {
                rows[address] = Row(columns, fields);
            }
        }

        return rows;
    }

    // "r2 (rcx)" is one field: the value is in RCX.
    private static string[] Fields(string line)
    {
        List<string> fields = [];
        foreach (string field in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field.StartsWith('(') && field.EndsWith(')') && fields.Count > 0)
            {
                fields[^1] = field[1..^1];
            }
            else
            {
                fields.Add(field);
            }
        }

        return [.. fields];
    }

    private static string Row(string[] columns, string[] fields)
    {
        string[] order = ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];
        List<(int Number, string Text)> rules = [];
        for (int column = 2; column < columns.Length; column++)
        {
            string name = columns[column] == "ra" ? "rip" : columns[column];
            string rule = fields[column] switch
            {
                "exp" => "e",
                "vexp" => "ve",
                string other => other,
            };

            // Only of RIP does readelf's "u" mean what it says; elsewhere it also stands for "nothing said".
            if (rule != "u" || name == "rip")
            {
                rules.Add((Array.IndexOf(order, name), $"{name}={rule}"));
            }
        }

        string frame = fields[1] == "exp" ? "expression" : fields[1];
        return string.Join(' ', rules.OrderBy(rule => rule.Number).Select(rule => rule.Text).Prepend(frame));
    }
}
