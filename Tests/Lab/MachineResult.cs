using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Lab;

/// <summary>What a machine left behind.</summary>
public sealed record MachineResult
{
    /// <summary>Why it stopped.</summary>
    public required ExitReason Reason { get; init; }

    /// <summary>QEMU's exit status; 128 plus the signal number if a signal ended it.</summary>
    public required int QemuExitCode { get; init; }

    /// <summary>All that came from the console, without what firmware and GRUB wrote.</summary>
    public required string Console { get; init; }

    /// <summary>All that came from the kernel log.</summary>
    public required string Log { get; init; }

    /// <summary>QEMU's own complaints.</summary>
    public required string QemuErrors { get; init; }

    /// <summary>What firmware and GRUB wrote to the console before the kernel started.</summary>
    public required string FirmwareOutput { get; init; }

    /// <summary>QEMU's notes: CPU resets with registers, "Triple fault" where that happened, and the judge's events.</summary>
    public required string QemuNotes { get; init; }

    /// <summary>What QEMU's NVMe controllers held against the driver.</summary>
    public required JudgeVerdict Verdict { get; init; }

    /// <summary>From QEMU's start to the first byte of the kernel log; null if none came.</summary>
    public required TimeSpan? TimeToNucleus { get; init; }

    /// <summary>From QEMU's start to the first byte on the console; null if none came.</summary>
    public required TimeSpan? TimeToShell { get; init; }

    /// <summary>From QEMU's start to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The command line, program first.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>Whether the machine ended in a triple fault.</summary>
    public bool TripleFault => QemuNotes.Contains("Triple fault", StringComparison.Ordinal);

    /// <summary>One sentence for people: what happened.</summary>
    public string Explanation => Reason switch
    {
        ExitReason.Orderly => "The machine powered off; all commands succeeded.",
        ExitReason.CommandFailed => "The machine powered off; a command failed.",
        ExitReason.Panic => "The kernel panicked.",
        ExitReason.Reset when TripleFault => "The machine reset itself by a triple fault.",
        ExitReason.Reset => "The machine reset itself.",
        ExitReason.TimedOut => $"The machine was still running after {Duration.TotalSeconds:0.#} s and was stopped.",
        ExitReason.StillRunning => $"The machine was running for {Duration.TotalSeconds:0.#} s, and ran on.",
        _ => $"QEMU failed with status {QemuExitCode}: {QemuErrors.Trim()}",
    };

    /// <summary>Writes everything into a folder, which is emptied first.</summary>
    /// <param name="folder">Folder to write.</param>
    public void Save(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "console.txt"), Console);
        File.WriteAllText(Path.Combine(folder, "log.txt"), Log);
        File.WriteAllText(Path.Combine(folder, "firmware.txt"), FirmwareOutput);
        File.WriteAllText(Path.Combine(folder, "judge.txt"), $"{Verdict}\n");
        File.WriteAllText(Path.Combine(folder, "qemu.txt"), $"{Explanation}\n{string.Join(' ', CommandLine.Select(Quote))}\n{QemuErrors}\n{QemuNotes}");
    }

    /// <summary>The result as a text for a test's failure message: the explanation, and the ends of console and log.</summary>
    public override string ToString() => $"{Explanation}\n--- console\n{Tail(Console)}\n--- log\n{Tail(Log)}";

    private static string Tail(string text) => text.Length <= 4000 ? text : "..." + text[^4000..];

    private static string Quote(string argument) => argument.AsSpan().ContainsAny(" \"'\\$;") ? "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'" : argument;
}
