using System;
using System.Diagnostics;

namespace CosmosNvme.Cosmos;

/// <summary>The terminal's settings, put back on disposal in case QEMU died without doing so.</summary>
internal sealed class TerminalState : IDisposable
{
    private readonly string _settings;

    private TerminalState(string settings)
    {
        _settings = settings;
    }

    /// <summary>Reads the settings of the terminal on standard input; null if they cannot be read.</summary>
    internal static TerminalState? Save()
    {
        string settings = Stty("-g");
        return settings.Length == 0 ? null : new TerminalState(settings);
    }

    /// <inheritdoc/>
    public void Dispose() => Stty(_settings);

    private static string Stty(string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo("stty", [argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : "";
    }
}
