using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Nvme;
using CosmosNvme.Shell.Terminal;

namespace CosmosNvme.Shell.Commands;

/// <summary>One call of a verb: its options, its device, where it prints.</summary>
internal sealed class NvmeCall
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string? _device;
    private readonly NvmeController? _controller;
    private readonly uint? _deviceNamespace;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">They are wrong.</exception>
    /// <exception cref="CommandFailedException">There is no such device.</exception>
    internal NvmeCall(CommandContext context, NvmeVerb verb, IReadOnlyList<string> arguments)
    {
        Context = context;
        Verb = verb;
        OptionReader reader = new(arguments);
        while (reader.Next() is string option)
        {
            string declared = verb.Options.FirstOrDefault(known => IsNamed(known, option)) ?? throw OptionReader.Unknown(option);
            _values[NvmeVerb.LongName(declared)] = declared.Contains('=', StringComparison.Ordinal) ? reader.Value() : string.Empty;
        }

        if (verb.IsWithoutDevice)
        {
            reader.ExpectNoOperands();
            return;
        }

        if (verb.IsDeviceOptional && reader.Operands.Count == 0)
        {
            return;
        }

        _device = reader.Operands.Count switch
        {
            0 => throw new UsageException("say which device: /dev/nvme0, or /dev/nvme0n1"),
            1 => NvmeDevices.NameOf(context, reader.Operands[0]),
            _ => throw new UsageException($"'{reader.Operands[1]}' is one argument too many"),
        };
        (_controller, _deviceNamespace) = NvmeDevices.Find(context, _device);
    }

    internal CommandContext Context { get; }

    internal NvmeVerb Verb { get; }

    /// <summary>Where it prints.</summary>
    internal StreamWriter Output => Context.Output;

    /// <summary>The device's name without /dev/.</summary>
    internal string Device => _device!;

    /// <summary>The controller.</summary>
    internal NvmeController Controller => _controller!;

    /// <summary>The controller, or all of them if none was named.</summary>
    internal IReadOnlyList<NvmeController> Controllers => _controller is null ? NvmeDevices.All(Context) : [_controller];

    /// <summary>What it can be asked for.</summary>
    internal ControllerCommands Commands => Controller.Commands;

    /// <summary>The namespace that the device's name names; null for a controller.</summary>
    internal uint? DeviceNamespace => _deviceNamespace;

    /// <summary>-H.</summary>
    internal bool IsHuman => Has("human-readable");

    /// <summary>-o json.</summary>
    internal bool IsJson => Format == "json";

    /// <summary>-b, or -o binary.</summary>
    internal bool IsBinary => Has("raw-binary") || Format == "binary";

    private string Format => Text("output-format") is not string format || format is "normal" or "json" or "binary"
        ? Text("output-format") ?? "normal"
        : throw new UsageException($"there is no output format '{format}': write normal, json or binary");

    /// <summary>True if an option was given.</summary>
    internal bool Has(string option) => _values.ContainsKey(option);

    /// <summary>The value of an option; null if it was not given.</summary>
    internal string? Text(string option) => _values.GetValueOrDefault(option);

    /// <summary>The value of an option as a number: decimal, 0x..., with K, M or G.</summary>
    internal ulong Number(string option, ulong missing = 0, ulong most = ulong.MaxValue) => Text(option) is string text ? NvmeNumbers.Parse(option, text, most) : missing;

    /// <summary>The same of 32 bits.</summary>
    internal uint Number32(string option, uint missing = 0, uint most = uint.MaxValue) => (uint)Number(option, missing, most);

    /// <summary>A list of numbers with commas between them; empty if the option was not given.</summary>
    internal ulong[] Numbers(string option) => Text(option) is string text
        ? text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => NvmeNumbers.Parse(option, item, ulong.MaxValue)).ToArray()
        : [];

    /// <summary>--timeout, milliseconds, as nanoseconds; 0 if it was not given.</summary>
    internal long Timeout => (long)Number("timeout", most: 86_400_000) * 1_000_000;

    /// <summary>The namespace of -n, or of the device's name.</summary>
    internal uint Namespace => NamespaceOr(null) ?? throw new UsageException("say which namespace: with -n, or by the device /dev/nvme0n1");

    /// <summary>The same where it may be missing.</summary>
    internal uint? NamespaceOr(uint? missing) => Has("namespace-id") ? Number32("namespace-id") : _deviceNamespace ?? missing;

    /// <summary>The commands of that namespace.</summary>
    internal NamespaceCommands NamespaceCommands()
    {
        Check(Commands.Namespace(Namespace, out NamespaceCommands? commands));
        return commands!;
    }

    /// <summary>Demands success.</summary>
    /// <exception cref="CommandFailedException">It was none.</exception>
    internal NvmeAnswer Check(NvmeAnswer answer) => answer.IsSuccess
        ? answer
        : throw new CommandFailedException(answer.Outcome == NvmeOutcome.Completed ? $"NVMe status: {answer.Status.Describe()}" : answer.ToString());

    /// <summary>Lets nothing happen unless whoever calls wants it: --force, or a yes at the terminal. Refuses what is mounted.</summary>
    /// <param name="namespaceId">The namespace that loses data; ffffffffh: all.</param>
    /// <param name="loss">What is lost, as the end of the sentence "This ...".</param>
    internal void Confirm(uint namespaceId, string loss)
    {
        if (NvmeDevices.MountOn(Context, Controller, namespaceId) is string mount)
        {
            throw new CommandFailedException(mount);
        }

        if (Has("force"))
        {
            return;
        }

        string name = namespaceId is 0 or uint.MaxValue ? Controller.Name : string.Create(CultureInfo.InvariantCulture, $"{Controller.Name}n{namespaceId}");
        string warning = $"{Verb.Name} on /dev/{name} ({Controller.Identify.ModelNumber}, serial {Controller.Identify.SerialNumber}): this {loss}.";
        if (Context.Input is not TerminalInputStream)
        {
            throw new CommandFailedException($"{warning} Nothing was done; say --force if you mean it");
        }

        Output.Write($"{warning}\nType yes to go on: ");
        Output.Flush();
        using StreamReader reader = new(Context.Input, leaveOpen: true);
        if (reader.ReadLine()?.Trim() != "yes")
        {
            throw new CommandFailedException("nothing was done");
        }
    }

    /// <summary>The data for a command that sends some: the file of an option, or standard input.</summary>
    /// <param name="option">The option.</param>
    /// <param name="length">Bytes: the rest is zeros, what is more is left alone.</param>
    internal byte[] ReadData(string option, int length)
    {
        byte[] data = new byte[length];
        using InputFile file = InputFile.Open(Context, Text(option) ?? "-");
        file.Fill(data, length);
        return data;
    }

    /// <summary>Writes data to the file of an option, or prints it.</summary>
    internal void WriteData(string option, ReadOnlySpan<byte> data)
    {
        if (Text(option) is not string path)
        {
            Context.WriteBytes(data);
            return;
        }

        byte[] copy = data.ToArray();
        WriteFile(path, file => file.Write(copy));
    }

    /// <summary>Makes a file; one that could not be written to its end is removed.</summary>
    internal static void WriteFile(string path, Action<Stream> write)
    {
        try
        {
            using FileStream file = new(path, FileMode.Create);
            try
            {
                write(file);
            }
            catch (CommandFailedException)
            {
                file.Dispose();
                File.Delete(path);
                throw;
            }
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"{path}: {FileErrors.Describe(exception)}");
        }
    }

    private static bool IsNamed(string declared, string option)
    {
        string[] names = declared.Split('=')[0].Split('|');
        return option == "--" + names[0] || (names.Length > 1 && option == "-" + names[1]);
    }
}
