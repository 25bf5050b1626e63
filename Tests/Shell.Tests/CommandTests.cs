using System;
using System.IO;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What the commands print.</summary>
[TestFixture]
internal sealed class CommandTests : ShellFixture
{
    [TestCase("echo", "\n")]
    [TestCase("echo a  'b  c'", "a b  c\n")]
    [TestCase("echo -n a b", "a b")]
    [TestCase("echo a -n", "a -n\n")]
    [TestCase("echo -- --help", "-- --help\n")]
    public void Echo_Arguments_ArePrinted(string script, string output) =>
        Assert.That(Run(script), Is.EqualTo(output));

    [TestCase("logger two words", LogLevel.Info)]
    [TestCase("logger -p warning two words", LogLevel.Warning)]
    [TestCase("logger --priority=err two words", LogLevel.Error)]
    [TestCase("logger two -p debug words", LogLevel.Debug)]
    public void Logger_Text_GoesToTheLog(string script, LogLevel level)
    {
        Assert.That(Run(script), Is.Empty);
        Assert.That(Log.Entries, Has.Count.EqualTo(1));
        Assert.That((Log.Entries[0].Level, Log.Entries[0].Text), Is.EqualTo((level, "two words")));
    }

    [TestCase("logger")]
    [TestCase("logger -p loud x")]
    [TestCase("logger -p panic x")]
    public void Logger_WrongUse_WritesNothing(string script)
    {
        Run(script);
        Assert.That(Session.LastStatus, Is.EqualTo(2));
        Assert.That(Log.Entries, Is.Empty);
    }

    [Test]
    public void Help_WithoutArguments_ListsEveryCommand()
    {
        string output = Run("help");

        foreach (string name in new[] { "help", "dmesg", "free", "ps", "lscpu", "uptime", "echo", "hexdump", "sha256sum", "poweroff", "reboot", "sleep", "panic" })
        {
            Assert.That(output, Does.Match($"(?m)^{name} +[A-Z]"));
        }
    }

    [TestCase("help hexdump")]
    [TestCase("hexdump --help")]
    [TestCase("hexdump -n 5 --help")]
    public void Help_OfACommand_TellsItsUsage(string script)
    {
        string output = Run(script);

        Assert.That(output, Does.StartWith("Usage: hexdump [-C] [-v] [-n LENGTH] [-s OFFSET] [FILE|-]\n"));
        Assert.That(Session.LastStatus, Is.Zero);
    }

    [Test]
    public void Free_WithoutOptions_PrintsKibibytesAsProcpsDoes() =>
        Assert.That(Run("free"), Is.EqualTo(
            "               total        used        free      shared  buff/cache   available\n" +
            "Mem:         1048576      262144      786432           0           0      786432\n" +
            "Swap:              0           0           0\n" +
            "Commit:       921600      102400      819200\n" +
            "Kernel: page tables 1024, nucleus 5120\n"));

    [TestCase("free -m", "Mem:            1024         256         768")]
    [TestCase("free -h", "Mem:           1.0Gi       256Mi       768Mi")]
    [TestCase("free -b", "Mem:      1073741824   268435456   805306368")]
    [TestCase("free -g", "Mem:               1           0           0")]
    public void Free_WithUnit_PrintsInIt(string script, string line) =>
        Assert.That(Run(script), Does.Contain(line));

    [Test]
    public void Ps_Threads_AreListedById() =>
        Assert.That(Run("ps"), Is.EqualTo(
            "    TID S CPU PRI AFFINITY      TIME NAME\n" +
            "      1 R   0   2 all        0:01.23 main\n" +
            "      7 S   1   2 1          1:01.23 worker\n"));

    [Test]
    public void Lscpu_OfflineCpu_IsListedApart()
    {
        Machine.Cpus.Add(new CpuInformation(2, 4, false, 0, 0, 0, 0));
        Machine.Cpus.Add(new CpuInformation(3, 6, true, 0, 0, 0, 0));

        string output = Run("lscpu");

        Assert.That(output, Does.Contain("CPU(s):               4\n"));
        Assert.That(output, Does.Contain("On-line CPU(s) list:  0-1,3\n"));
        Assert.That(output, Does.Contain("Off-line CPU(s) list: 2\n"));
        Assert.That(output, Does.Contain("Model name:           Test CPU @ 1 GHz\n"));
        Assert.That(output, Does.Contain("Flags:                sse sse2\n"));
    }

    [Test]
    public void Lscpu_Extended_PrintsCounters() =>
        Assert.That(Run("lscpu -e"), Is.EqualTo(
            "CPU APICID ONLINE    BUSY(s)    IDLE(s)   SWITCHES INTERRUPTS\n" +
            "  0      0    yes      1.500      0.500        100        200\n" +
            "  1      2    yes      0.500      1.500         50         60\n"));

    // Versions are those of what the tests run on; their order and number are the command's.
    [TestCase("uname", "CosmosNvme")]
    [TestCase("uname -s", "CosmosNvme")]
    [TestCase("uname --machine", "x86_64")]
    [TestCase("uname -ms", "CosmosNvme x86_64")]
    [TestCase("uname -m -s -s", "CosmosNvme x86_64")]
    [TestCase("uname -r", @"\d+\.\d+\.\d+")]
    [TestCase("uname -v", @"\.NET \d+\.\d+\.\d+")]
    [TestCase("uname -n", @"\S+")]
    [TestCase("uname -a", @"CosmosNvme \S+ \d+\.\d+\.\d+ \.NET \d+\.\d+\.\d+ x86_64")]
    [TestCase("uname -vsmnr", @"CosmosNvme \S+ \d+\.\d+\.\d+ \.NET \d+\.\d+\.\d+ x86_64")]
    public void Uname_Options_ChooseWordsInTheirOrder(string script, string words)
    {
        Assert.That(Run(script), Does.Match($@"\A{words}\n\z"));
        Assert.That(Session.LastStatus, Is.Zero);
    }

    [TestCase("uname -z")]
    [TestCase("uname x")]
    public void Uname_WrongUse_IsRefused(string script)
    {
        Assert.That(Run(script), Does.StartWith("uname: "));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [Test]
    public void Uptime_Timeline_IsInMilliseconds()
    {
        string output = Run("uptime");

        Assert.That(output, Does.Match(@"^ \d\d:\d\d:\d\d up 2 min 5 s,  2 CPUs,  2 threads,  busy: 50\.0%\n"));
        Assert.That(output, Does.EndWith("boot: nucleus 12.0 ms, runtime 34.0 ms, main 56.0 ms, shell 78.9 ms\n"));
    }

    [TestCase(3_600_000_000_000UL, "1:00")]
    [TestCase(90_061_000_000_000UL, "1 day, 1:01")]
    [TestCase(200_000_000_000_000UL, "2 days, 7:33")]
    public void Uptime_LongRun_IsInHoursAndDays(ulong nanoseconds, string text)
    {
        Machine.UptimeNanoseconds = nanoseconds;

        Assert.That(Run("uptime"), Does.Contain($" up {text}, "));
    }

    [Test]
    public void Dmesg_WithoutOptions_PrintsEverything()
    {
        Log.Entries.Add(new LogEntry(0, 123_456_789, LogLevel.Info, "hello"));
        Log.Entries.Add(new LogEntry(1, 12_000_001_000, LogLevel.Warning, "odd"));

        Assert.That(Run("dmesg"), Is.EqualTo("[    0.123456] info: hello\n[   12.000001] warning: odd\n"));
    }

    [TestCase("dmesg -l warning", "odd")]
    [TestCase("dmesg -l warn", "odd")]
    [TestCase("dmesg --level=info,debug", "hello detail")]
    [TestCase("dmesg -l warning+", "broken odd")]
    public void Dmesg_Levels_Select(string script, string texts)
    {
        Log.Write(LogLevel.Error, "broken");
        Log.Write(LogLevel.Info, "hello");
        Log.Write(LogLevel.Warning, "odd");
        Log.Write(LogLevel.Debug, "detail");

        string[] lines = Run(script).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(string.Join(' ', Array.ConvertAll(lines, line => line[(line.LastIndexOf(' ') + 1)..])), Is.EqualTo(texts));
    }

    [Test]
    public void Dmesg_UnknownLevel_IsAUsageError()
    {
        Assert.That(Run("dmesg -l loud"), Does.Contain("there is no level 'loud'"));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [TestCase("hexdump FILE", "0000000 6568 6c6c 0a6f\n0000006\n")]
    [TestCase("hexdump -C FILE", "00000000  68 65 6c 6c 6f 0a                                 |hello.|\n00000006\n")]
    [TestCase("hexdump -n 3 FILE", "0000000 6568 006c\n0000003\n")]
    [TestCase("hexdump -s 2 -n2 -C FILE", "00000002  6c 6c                                             |ll|\n00000004\n")]
    [TestCase("hexdump -n 0 FILE", "")]
    [TestCase("hexdump -C < FILE", "00000000  68 65 6c 6c 6f 0a                                 |hello.|\n00000006\n")]
    public void Hexdump_File_IsPrintedAsUtilLinuxDoes(string script, string output)
    {
        // util-linux pads the words of an incomplete line with blanks up to the full width.
        string expected = output.Replace("0a6f\n", "0a6f".PadRight(4 + 25) + "\n").Replace("006c\n", "006c".PadRight(4 + 30) + "\n");

        Assert.That(RunOnFile(script, "hello\n"u8.ToArray()), Is.EqualTo(expected));
    }

    [Test]
    public void Hexdump_RepeatedLines_AreSqueezed()
    {
        byte[] content = new byte[70];
        content[69] = 1;

        Assert.That(RunOnFile("hexdump -C FILE", content), Is.EqualTo(
            "00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n" +
            "*\n" +
            "00000040  00 00 00 00 00 01                                 |......|\n" +
            "00000046\n"));
    }

    [Test]
    public void Hexdump_MissingFile_Fails()
    {
        Assert.That(Run("hexdump /no/such/file"), Is.EqualTo("hexdump: /no/such/file: No such file or directory\n"));
        Assert.That(Session.LastStatus, Is.EqualTo(1));
    }

    [Test]
    public void Hexdump_BadNumber_IsAUsageError()
    {
        Assert.That(Run("hexdump -n ten /dev/null"), Does.Contain("'ten' is not a number"));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [Test]
    public void Sha256Sum_SomeFilesMissing_PrintsTheOthersAndFails()
    {
        string output = RunOnFile("sha256sum /no/such/file FILE", "abc"u8.ToArray());

        Assert.That(output, Does.StartWith("sha256sum: /no/such/file: No such file or directory\n"));
        Assert.That(output, Does.Contain("\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  /"));
        Assert.That(Session.LastStatus, Is.EqualTo(1));
    }

    private string RunOnFile(string script, byte[] content)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            return Run(script.Replace("FILE", path, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
