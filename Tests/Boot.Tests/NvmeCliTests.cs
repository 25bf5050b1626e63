using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// The shell's nvme command against Linux's nvme-cli: the same commands on the same devices, JSON field by field, text line by line. What
/// nvme-cli printed is kept in NvmeCli/*.expected; Tests/LinuxGuest/record makes these, and in the long form they are made anew.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NvmeCliTests
{
    private const string Marker = "@@ ";

    // Command, what differs, and why.
    private static readonly (string Command, string Path, string Reason)[] s_differences =
    [
        ("show-regs", "asq", "an address in this system's memory"),
        ("show-regs", "acq", "an address in this system's memory"),
        ("show-regs", "intms", "must not be read under MSI-X (NVMe Base 1.4 §3.1.3), so it is not shown"),
        ("show-regs", "intmc", "must not be read under MSI-X, so it is not shown"),
        ("get-feature /dev/nvme0 -f 11", "get-feature", "each system asks for the events that it handles"),
        ("list -v -o json", "Devices[0].HostNQN", "the name of a host towards fabrics, which there are none of here"),
        ("list-subsys -o json", "[0].HostNQN", "the same"),
        ("list -v -o json", "Devices[0].Subsystems[0].Controllers[0].Namespaces[0].StableNames", "an addition: nvme-cli leaves these names to udev"),
        ("list -v -o json", "Devices[0].Subsystems[0].Controllers[0].Namespaces[1].StableNames", "the same"),
        ("smart-log", "data_units_read", "what this system has read so far"),
        ("smart-log", "host_read_commands", "what this system has read so far"),
    ];

    private static string Folder => Path.Combine(RepositoryPaths.Root, "Tests", "Boot.Tests", "NvmeCli");

    [TestCase("plain")]
    [TestCase("zoned")]
    public void Commands_OnTheSameDevices_PrintWhatNvmeCliPrints(string machine)
    {
        string[] commands = File.ReadAllLines(Path.Combine(Folder, machine + ".commands"));
        List<(string Command, string Text)> expected = Split(File.ReadAllText(Path.Combine(Folder, machine + ".expected")));
        Assert.That(expected.Select(answer => answer.Command), Is.EqualTo(commands), "make the .expected files anew with Tests/LinuxGuest/record");
        string script = string.Join("; ", commands.Select(command => $"echo '{Marker}{command}'; nvme {command}"));
        MachineResult result = Boots.RunOrderly(Machine(machine) with { Exec = script });
        List<(string Command, string Text)> seen = Split(result.Console);
        Assert.That(seen.Select(answer => answer.Command), Is.EqualTo(commands), result.ToString());
        string[] differences = expected.Zip(seen, (wanted, got) => Compare(wanted.Command, wanted.Text, got.Text)).SelectMany(item => item).ToArray();
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    // Fetches Debian's kernel and nvme-cli, which takes a network; so in the long form only.
    [Test]
    [Category("Long")]
    public void Expected_MadeAnew_IsWhatIsKept()
    {
        if (!TestScale.Pick(quick: false, plain: false, soak: true))
        {
            Assert.That(Directory.GetFiles(Folder, "*.expected"), Has.Length.EqualTo(Directory.GetFiles(Folder, "*.commands").Length));
            return;
        }

        DirectoryInfo target = Directory.CreateTempSubdirectory("cosmos-nvme-cli-");
        try
        {
            ToolRunner.Run(Path.Combine(RepositoryPaths.Root, "Tests", "LinuxGuest", "record"), [Path.Combine(RepositoryPaths.Artifacts, "linux-guest"), target.FullName]);
            foreach (string kept in Directory.GetFiles(Folder, "*.expected"))
            {
                List<(string Command, string Text)> before = Split(File.ReadAllText(kept));
                List<(string Command, string Text)> now = Split(File.ReadAllText(Path.Combine(target.FullName, Path.GetFileName(kept))));
                Assert.That(before.Zip(now, (one, other) => Compare(one.Command, one.Text, other.Text)).SelectMany(item => item), Is.Empty);
            }
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    [Test]
    public void Differences_AllOfThem_HaveAReason() =>
        Assert.That(s_differences.Select(item => item.Reason), Has.All.Not.Empty);

    // The machines of Tests/LinuxGuest/record.
    private static MachineProfile Machine(string name)
    {
        ControllerSpec controller = name == "zoned"
            ? new ControllerSpec
            {
                Serial = "COSMOS-ZONES",
                Namespaces =
                [
                    new NamespaceSpec
                    {
                        Backing = new NullBacking(8 << 20),
                        Properties = Properties(("zoned", "on"), ("zoned.zone_size", "1M"), ("zoned.max_open", "4"), ("zoned.max_active", "6")),
                    },
                ],
            }
            : new ControllerSpec
            {
                Serial = "COSMOS-0001",
                TransferLimit = 5,
                Properties = Properties(("aerl", "5")),
                Namespaces =
                [
                    new NamespaceSpec
                    {
                        Backing = new NullBacking(64 << 20),
                        Properties = Properties(("uuid", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"), ("mssrl", "64"), ("mcl", "256"), ("msrc", "31")),
                    },
                    new NamespaceSpec { Backing = new NullBacking(32 << 20), BlockBytes = 4096, Properties = Properties(("eui64", "0x5254000102030405")) },
                ],
            };
        return new MachineProfile { Controllers = [controller], KernelArguments = "storage=rw" };
    }

    private static ImmutableArray<KeyValuePair<string, string>> Properties(params (string Key, string Value)[] properties) =>
        [.. properties.Select(property => KeyValuePair.Create(property.Key, property.Value))];

    // A line with the command, then what it printed.
    private static List<(string Command, string Text)> Split(string transcript)
    {
        List<(string Command, string Text)> answers = [];
        foreach (string line in transcript.Split('\n'))
        {
            if (line.StartsWith(Marker, StringComparison.Ordinal))
            {
                answers.Add((line[Marker.Length..], string.Empty));
            }
            else if (answers.Count > 0)
            {
                answers[^1] = (answers[^1].Command, answers[^1].Text + line + "\n");
            }
        }

        return answers;
    }

    private static IEnumerable<string> Compare(string command, string expected, string seen)
    {
        if (!command.Contains("-o json", StringComparison.Ordinal))
        {
            return CompareText(command, expected, seen);
        }

        try
        {
            List<string> differences = [];
            Compare(command, string.Empty, JsonNode.Parse(expected), JsonNode.Parse(seen), differences);
            return differences;
        }
        catch (JsonException exception)
        {
            return [$"{command}: no JSON ({exception.Message}):\n{seen}"];
        }
    }

    private static void Compare(string command, string path, JsonNode? expected, JsonNode? seen, List<string> differences)
    {
        if (IsAllowed(command, path))
        {
            return;
        }

        switch (expected, seen)
        {
            case (JsonObject one, JsonObject other):
                foreach (string key in one.Select(item => item.Key).Union(other.Select(item => item.Key)))
                {
                    Compare(command, path.Length == 0 ? key : $"{path}.{key}", one[key], other[key], differences);
                }

                break;
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                JsonNode?[] wanted = InOrder(one);
                JsonNode?[] got = InOrder(other);
                for (int index = 0; index < wanted.Length; index++)
                {
                    Compare(command, $"{path}[{index}]", wanted[index], got[index], differences);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(expected, seen))
                {
                    differences.Add($"{command}: {path} is {seen?.ToJsonString() ?? "missing"}, nvme-cli has {expected?.ToJsonString() ?? "no such field"}");
                }

                break;
        }
    }

    // Linux lists namespaces as their directory entries happen to come.
    private static JsonNode?[] InOrder(JsonArray array) => [.. array.OrderBy(item => item is JsonObject space && space["NSID"] is JsonValue id ? id.GetValue<int>() : 0)];

    // Blanks and tabs are laid out anew; the words are not.
    private static IEnumerable<string> CompareText(string command, string expected, string seen)
    {
        string[] one = Lines(command, expected);
        string[] other = Lines(command, seen);
        for (int index = 0; index < Math.Max(one.Length, other.Length); index++)
        {
            string left = one.ElementAtOrDefault(index) ?? "(nothing)";
            string right = other.ElementAtOrDefault(index) ?? "(nothing)";
            if (left != right)
            {
                yield return $"{command}: line {index + 1} is '{right}', nvme-cli has '{left}'";
            }
        }
    }

    private static string[] Lines(string command, string text) => text.Split('\n')
        .Select(line => string.Join(' ', line.Replace(":", " : ", StringComparison.Ordinal).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))
        .Where(line => line.Length > 0 && !IsAllowed(command, line.Split(" :")[0]))
        .ToArray();

    private static bool IsAllowed(string command, string path) =>
        s_differences.Any(item => (command.StartsWith(item.Command + " ", StringComparison.Ordinal) || command == item.Command) && item.Path == path);
}
