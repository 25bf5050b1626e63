using System;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading;

namespace CosmosNvme.Cosmos;

/// <summary>Shows on standard error how far a project's tests are, from the lines that dotnet test prints. Projects that run at once share the line.</summary>
internal sealed partial class TestProgress
{
    private static readonly Lock s_line = new();

    private readonly TextWriter _output;
    private readonly string _project;
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _count;

    /// <summary>Starts with a project.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="project">The project's name.</param>
    internal TestProgress(TextWriter output, string project)
    {
        _output = output;
        _project = project;
        Show("...");
    }

    /// <summary>Takes the next line of output.</summary>
    /// <param name="line">The line.</param>
    internal void Note(string line)
    {
        Match match = ResultLine().Match(line);
        if (!match.Success)
        {
            return;
        }

        _count++;
        string outcome = match.Groups["outcome"].Value;
        string name = match.Groups["name"].Value;
        lock (s_line)
        {
            if (outcome == "Failed")
            {
                Clear();
                _output.WriteLine($"FAILED  {_project}: {name}");
            }

            Show($"{_count} {name}");
        }
    }

    /// <summary>Takes the status line away.</summary>
    internal void End()
    {
        lock (s_line)
        {
            Clear();
        }
    }

    [GeneratedRegex(@"^\s+(?<outcome>Passed|Failed|Skipped) (?<name>.+?)( \[[^\]]*\])?$")]
    private static partial Regex ResultLine();

    private void Show(string text)
    {
        if (_terminal)
        {
            string line = $"{_project}: {text}";
            _output.Write($"\r\e[K{(line.Length > 78 ? line[..78] : line)}");
        }
    }

    private void Clear()
    {
        if (_terminal)
        {
            _output.Write("\r\e[K");
        }
    }
}
