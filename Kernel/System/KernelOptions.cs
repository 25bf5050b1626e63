using System;
using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme;

/// <summary>The kernel command line keys there are and the values they take; finds what a person got wrong.</summary>
internal static class KernelOptions
{
    private static readonly (string Key, string Form, Func<string, bool> IsValid)[] s_known =
    [
        ("exec", "exec=\"COMMAND; COMMAND\"", static value => value.Length > 0),
        ("cpus", "cpus=N (1 or more)", static value => IsNumber(value, 1)),
        ("console", "console=serial|screen|both", static value => value is "serial" or "screen" or "both"),
        ("keymap", "keymap=us|de", static value => value is "us" or "de"),
        ("keyboard", "keyboard=auto|ps2|usb", static value => value is "auto" or "ps2" or "usb"),
        ("loglevel", "loglevel=panic|error|warning|info|debug", static value => value is "panic" or "error" or "warning" or "info" or "debug"),
        ("exit-port", "exit-port=0xf4 (an I/O port)", IsPort),
        ("storage", "storage=ro|rw|DISK[,DISK...] (disks like nvme0n1 to be written)", static value => value is "ro" or "rw" || DisksOf(value).Count > 0),
        ("nvme.interrupts", "nvme.interrupts=auto|msix|msi|intx|poll", static value => value is "auto" or "msix" or "msi" or "intx" or "poll"),
        ("irqchip", "irqchip=apic|pic|x2apic", static value => value is "apic" or "pic" or "x2apic"),
        ("clock", "clock=auto|tsc|hpet|pmtimer", static value => value is "auto" or "tsc" or "hpet" or "pmtimer"),
        ("nvme.queues", "nvme.queues=N (1 or more)", static value => IsNumber(value, 1)),
        ("nvme.poll_queues", "nvme.poll_queues=N (0 or more)", static value => IsNumber(value, 0)),
        ("nvme.direct_queues", "nvme.direct_queues=N (0 or more)", static value => IsNumber(value, 0)),
        ("nvme.io_timeout", "nvme.io_timeout=SECONDS (1 or more)", static value => IsNumber(value, 1)),
        ("nvme.admin_timeout", "nvme.admin_timeout=SECONDS (1 or more)", static value => IsNumber(value, 1)),
        ("nvme.depth", "nvme.depth=N (2 or more)", static value => IsNumber(value, 2)),
        ("tests", "tests=read-only|destructive|NAME...", static value => value.Length > 0),
        ("tests.disk", "tests.disk=NAME (a disk to overwrite)", static value => value.Length > 0),
        ("tests.percent", "tests.percent=N (1 or more)", static value => IsNumber(value, 1)),
        ("tests.wait", "tests.wait (before the machine powers off)", static value => value.Length == 0),
        ("nvme.dbbuf", "nvme.dbbuf=on|off", static value => value is "on" or "off"),
        ("nvme.sgl", "nvme.sgl=on|off", static value => value is "on" or "off"),
    ];

    /// <summary>Lists, in plain sentences, the keys that are unknown and the values that are not understood.</summary>
    internal static IEnumerable<string> Check(KernelCommandLine commandLine)
    {
        foreach (string key in commandLine.Keys)
        {
            (string Key, string Form, Func<string, bool> IsValid) option = Array.Find(s_known, known => known.Key == key);
            if (option.Key is null)
            {
                yield return $"kernel command line: unknown key '{key}' is ignored; known are {string.Join(", ", Array.ConvertAll(s_known, known => known.Key))}";
            }
            else if (!option.IsValid(commandLine[key]!))
            {
                yield return $"kernel command line: '{key}={commandLine[key]}' is not understood and ignored; write {option.Form}";
            }
        }
    }

    /// <summary>The disks that a value of <c>storage=</c> names; none if any of its words is no disk's name.</summary>
    internal static IReadOnlyCollection<string> DisksOf(string? value)
    {
        string[] names = value?.Split(',') ?? [];
        return Array.TrueForAll(names, IsDisk) ? names : [];
    }

    // nvme0n1: the number of a controller and that of a namespace. A partition is not enough: the disk is what is written.
    private static bool IsDisk(string name)
    {
        string[] numbers = name.StartsWith("nvme", StringComparison.Ordinal) ? name[4..].Split('n') : [];
        return numbers.Length == 2 && IsNumber(numbers[0], 0) && IsNumber(numbers[1], 1);
    }

    private static bool IsNumber(string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least;

    private static bool IsPort(string value) =>
        value.StartsWith("0x", StringComparison.Ordinal)
            ? ushort.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            : ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
