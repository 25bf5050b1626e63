using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>Runs a host tool to its end and keeps what it printed.</summary>
public static class ToolRunner
{
    /// <summary>Runs a tool; blocks until it ends.</summary>
    /// <param name="program">A path or a name on PATH.</param>
    /// <param name="arguments">Arguments, unquoted.</param>
    /// <returns>The exit code, and both output streams as text.</returns>
    /// <exception cref="LabException">The program cannot be started.</exception>
    public static (int ExitCode, string Output, string Errors) Run(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Debian keeps disk tools in sbin, which an ordinary account's PATH lacks.
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new LabException($"Cannot start {program}: {e.Message}. './cosmos doctor' says what is missing.", e);
        }
    }

    /// <summary>Runs a tool that must succeed.</summary>
    /// <param name="program">A path or a name on PATH.</param>
    /// <param name="arguments">Arguments, unquoted.</param>
    /// <returns>What it printed on its standard output.</returns>
    /// <exception cref="LabException">It cannot be started or exits with another status than 0.</exception>
    public static string RunOrThrow(string program, params IEnumerable<string> arguments)
    {
        (int code, string output, string errors) = Run(program, arguments);
        return code == 0 ? output : throw new LabException($"{program} {string.Join(' ', arguments)} failed with status {code}:\n{errors}{output}");
    }
}
