using System;
using System.Linq;
using System.Text;
using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>Commands that make, change and search files, on the file system in memory.</summary>
[TestFixture]
internal sealed class FileCommandTests
{
    private const string Tree = "mkdir -p /tmp/d/e; echo one > /tmp/a; echo two > /tmp/d/b; echo three > /tmp/d/e/c; ";

    private StorageStack _storage = null!;
    private FakeTerminal _terminal = null!;
    private ShellSession _session = null!;

    [SetUp]
    public void SetUp()
    {
        _storage = new StorageStack();
        _storage.Attach(new RamDisk("ram0", new byte[64 * 1024]));
        _terminal = new FakeTerminal();
        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog(), new ShellServices { Storage = _storage });
    }

    [TestCase("echo x > /tmp/f; echo y >> /tmp/f; cat /tmp/f", "x\ny\n")]
    [TestCase("echo x > /tmp/f; echo y > /tmp/f; cat < /tmp/f", "y\n")]
    [TestCase("echo x > /none/f", "cosmos: cannot create /none/f: No such file or directory\n")]
    [TestCase("cat < /tmp", "cat: -: Is a directory\n")]
    [TestCase("echo x > /tmp", "cosmos: cannot create /tmp: Is a directory\n")]
    [TestCase("cat /none 2> /tmp/e; cat /tmp/e", "cat: /none: No such file or directory\n")]
    public void Redirection_ToFiles_GoesThere(string script, string output) => Expect(script, output);

    [TestCase("echo b a | wc -w", "2\n")]
    [TestCase("echo x | cat | cat", "x\n")]
    [TestCase("cat /dev/zero | head -c 300000 | wc -c", "300000\n")]
    [TestCase("cat /none | wc -c", "cat: /none: No such file or directory\n0\n")]
    [TestCase("echo x | false; echo $?", "1\n")]
    [TestCase("false | true; echo $?", "0\n")]
    [TestCase("echo x | nothing; echo $?", "cosmos: nothing: command not found; 'help' lists the commands\n127\n")]
    public void Pipe_BetweenCommands_CarriesBytes(string script, string output) => Expect(script, output);

    [TestCase("pwd; cd /tmp/d; pwd; cat b; ls", "/\n/tmp/d\ntwo\nb\ne\n")]
    [TestCase("cd /tmp; cd d/e/..; pwd; cd -; pwd; cd; pwd", "/tmp/d\n/tmp\n/tmp\n/\n")]
    [TestCase("cd /tmp/d; find; echo four > f; cat ../d/f; mv f ../f; cat /tmp/f", ".\n./b\n./e\n./e/c\nfour\nfour\n")]
    [TestCase("cd /tmp; grep -r two", "./d/b:two\n")]
    [TestCase("ln -s d /tmp/l; cd /tmp/l; pwd", "/tmp/d\n")]
    [TestCase("cd /tmp/none", "cd: cannot change to '/tmp/none': No such file or directory\n")]
    [TestCase("cd /tmp/a", "cd: cannot change to '/tmp/a': Not a directory\n")]
    [TestCase("cd -", "cd: there is no directory before this one\n")]
    [TestCase("cd a b", "cd: one directory at most\nTry 'cd --help'.\n")]
    public void Cd_ToADirectory_IsWhereRelativePathsBegin(string script, string output) => Expect(Tree + script, output);

    [TestCase("cat /tmp/d\t", "/")]
    [TestCase("cat /tmp/d/\t", "")]
    [TestCase("cat /tmp/d/e\t\t", "/c ")]
    [TestCase("cat /tmp/a\t", " ")]
    [TestCase("wc < /tmp/a\t", " ")]
    [TestCase("echo>/tmp/a\t", " ")]
    [TestCase("cd /t\t", "mp/")]
    public void Tab_AfterTheBeginningOfAPath_CompletesIt(string keys, string addition)
    {
        _session.RunScript(Tree);
        _terminal.Type(keys).HangUp();
        _session.RunInteractive();
        Assert.That(_terminal.Output, Does.StartWith("cosmos> " + keys.Replace("\t", string.Empty, StringComparison.Ordinal) + addition));
    }

    [Test]
    public void Prompt_AwayFromTheRoot_NamesTheDirectory()
    {
        _terminal.Type("cd /tmp\r").HangUp();
        _session.RunInteractive();
        Assert.That(_terminal.Output, Does.Contain("\ncosmos:/tmp> "));
    }

    [TestCase("cp /tmp/a /tmp/x; cat /tmp/x", "one\n")]
    [TestCase("cp -v /tmp/a /tmp/d; cat /tmp/d/a", "'/tmp/a' -> '/tmp/d/a'\none\n")]
    [TestCase("cp /tmp/d /tmp/x", "cp: -r not specified; omitting directory '/tmp/d'\n")]
    [TestCase("cp -r /tmp/d /tmp/x; find /tmp/x", "/tmp/x\n/tmp/x/b\n/tmp/x/e\n/tmp/x/e/c\n")]
    [TestCase("cp -r /tmp/d /tmp/d/e", "cp: cannot copy a directory, '/tmp/d', into itself, '/tmp/d/e/d'\n")]
    [TestCase("cp /tmp/none /tmp/x", "cp: cannot stat '/tmp/none': No such file or directory\n")]
    [TestCase("cp /tmp/a /tmp/a; cat /tmp/a", "cp: '/tmp/a' and '/tmp/a' are the same file\none\n")]
    [TestCase("cp /tmp/a /tmp/d/b /tmp/none", "cp: target '/tmp/none' is not a directory\n")]
    [TestCase("cp -n /tmp/a /tmp/d/b; cat /tmp/d/b", "two\n")]
    [TestCase("cp /tmp/a /dev/ram0", "cp: '/dev/ram0' is a block device; write to it with 'dd of=/dev/ram0'\n")]
    [TestCase("ln -s a /tmp/l; cp -r /tmp/l /tmp/m; stat /tmp/m | grep File; cp /tmp/l /tmp/n; stat /tmp/n | grep File", "  File: /tmp/m -> a\n  File: /tmp/n\n")]
    public void Cp_OfEachKind_CopiesAsGnuDoes(string script, string output) => Expect(Tree + script, output);

    [TestCase("mv /tmp/a /tmp/x; ls /tmp", "d\nx\n")]
    [TestCase("mv /tmp/a /tmp/d; ls /tmp/d", "a\nb\ne\n")]
    [TestCase("mv -v /tmp/d /a; find /a", "renamed '/tmp/d' -> '/a'\n/a\n/a/b\n/a/e\n/a/e/c\n")]
    [TestCase("mv /tmp/a /; cat /a; ls /tmp", "one\nd\n")]
    [TestCase("mv /tmp/d /tmp/d/e/f", "mv: cannot move '/tmp/d' to '/tmp/d/e/f': Invalid argument\n")]
    [TestCase("mv /tmp/none /tmp/x", "mv: cannot stat '/tmp/none': No such file or directory\n")]
    [TestCase("mv -n /tmp/a /tmp/d/b; cat /tmp/d/b", "two\n")]
    public void Mv_OfEachKind_MovesAsGnuDoes(string script, string output) => Expect(Tree + script, output);

    [TestCase("rm /tmp/a; ls /tmp", "d\n")]
    [TestCase("rm /tmp/d", "rm: cannot remove '/tmp/d': Is a directory\n")]
    [TestCase("rm -rv /tmp/d/e", "removed '/tmp/d/e/c'\nremoved directory '/tmp/d/e'\n")]
    [TestCase("rm /tmp/none; echo $?; rm -f /tmp/none; echo $?", "rm: cannot remove '/tmp/none': No such file or directory\n1\n0\n")]
    [TestCase("rm -r /", "rm: refusing to remove '/'\n")]
    [TestCase("rm -r /tmp/d/..", "rm: refusing to remove '/tmp/d/..'\n")]
    [TestCase("ln -s d /tmp/l; rm -r /tmp/l; ls /tmp/d", "b\ne\n")]
    [TestCase("rmdir /tmp/d", "rmdir: failed to remove '/tmp/d': Directory not empty\n")]
    [TestCase("rm -r /tmp/d/b /tmp/d/e/c; rmdir -p /tmp/d/e", "rmdir: failed to remove '/tmp': Device or resource busy\n")]
    [TestCase("mkdir /tmp/d", "mkdir: cannot create directory '/tmp/d': File exists\n")]
    [TestCase("mkdir /tmp/x/y", "mkdir: cannot create directory '/tmp/x/y': No such file or directory\n")]
    [TestCase("mkdir -pv /tmp/x/y", "created directory '/tmp/x'\ncreated directory '/tmp/x/y'\n")]
    public void Rm_Rmdir_Mkdir_DoAsGnuDoes(string script, string output) => Expect(Tree + script, output);

    [TestCase("touch -d 2001-02-03T04:05:06 /tmp/n; stat /tmp/n | grep Modify", "Modify: 2001-02-03 04:05:06.000000000 +0000\n")]
    [TestCase("touch -c /tmp/n; ls /tmp", "a\nd\n")]
    [TestCase("touch -d 2001-02-03 /tmp/a; cp -p /tmp/a /tmp/x; stat /tmp/x | grep Modify", "Modify: 2001-02-03 00:00:00.000000000 +0000\n")]
    [TestCase("ln /tmp/a /tmp/x", "ln: failed to create hard link '/tmp/x' => '/tmp/a': Operation not permitted (no file system here has hard links; use -s)\n")]
    [TestCase("ln -s /tmp/d/b /tmp/x; cat /tmp/x; ln -s /tmp/a /tmp/x; ln -sf /tmp/a /tmp/x; cat /tmp/x", "two\nln: failed to create symbolic link '/tmp/x': File exists\none\n")]
    [TestCase("stat /tmp/a | grep -n Size", "2:  Size: 4              \tBlocks: 8          IO Block: 4096   regular file\n")]
    [TestCase("stat /tmp | grep -F 'Access: (1'", "Access: (1777/drwxrwxrwt)  Uid: (    0/    root)   Gid: (    0/    root)\n")]
    [TestCase("stat /tmp/none", "stat: cannot stat '/tmp/none': No such file or directory\n")]
    public void Touch_Ln_Stat_DoAsGnuDoes(string script, string output) => Expect(Tree + script, output);

    [TestCase("dd if=/tmp/a of=/tmp/x bs=3 count=1; cat /tmp/x; echo", "1+0 records in\n1+0 records out\n3 bytes copied")]
    [TestCase("dd if=/tmp/a of=/tmp/x bs=1 skip=1 count=2 seek=2 status=none; hexdump -C /tmp/x", "00000000  00 00 6e 65")]
    [TestCase("echo abcdef > /tmp/x; dd if=/tmp/a of=/tmp/x bs=1 count=2 conv=notrunc status=none; cat /tmp/x", "oncdef\n")]
    [TestCase("dd if=/tmp/a of=/dev/ram0 seek=1 status=none; head -c 515 /dev/ram0 | tail -c 3", "one")]
    [TestCase("dd if=/tmp/a bs=2 status=none | wc -c", "4\n")]
    [TestCase("dd if=/dev/urandom of=/tmp/x bs=1K count=3 status=none; wc -c < /tmp/x; dd if=/dev/urandom bs=1K count=3 status=none | grep -c '\\0\\0\\0\\0'", "3072\n0\n")]
    [TestCase("dd if=/dev/zero of=/dev/full count=1", "dd: error writing '/dev/full': No space left on device\n")]
    [TestCase("dd if=/dev/full of=/dev/null count=2", "2+0 records in\n2+0 records out\n1024 bytes copied")]
    [TestCase("dd if=/tmp/a of=/tmp/d/b oflag=append,dsync conv=notrunc status=none; cat /tmp/d/b", "two\none\n")]
    [TestCase("dd if=/dev/ram0 of=/dev/null iflag=direct bs=300", "dd: /dev/ram0: Invalid argument\n")]
    [TestCase("dd if=/tmp/a of=/dev/ram0 seek=1 oflag=direct status=none; dd if=/dev/ram0 iflag=direct skip=1 count=1 status=none | head -c 3", "one")]
    [TestCase("dd if=/proc/mounts iflag=direct", "dd: /proc/mounts: Invalid argument\n")]
    [TestCase("dd if=/tmp/a iflag=dsync", "dd: there is no iflag 'dsync'\n")]
    [TestCase("dd if=/tmp/a conv=swab", "dd: there is no conversion 'swab'; there are notrunc and fsync\n")]
    [TestCase("dd of=/dev/ram0 if=/dev/zero bs=64K count=2", "dd: error writing '/dev/ram0': No space left on device\n")]
    public void Dd_OfPieces_CopiesThem(string script, string output)
    {
        _session.RunScript(Tree + script);
        Assert.That(_terminal.Output, Does.StartWith(output));
    }

    [Test]
    public void Dd_ToADeviceThatHoldsSomething_WantsForce()
    {
        byte[] disk = new byte[4 * 1024 * 1024];
        Lab.GptWriter.Write(disk, 512, [(2048, 4095, "data")]);
        _storage.Attach(new RamDisk("nvme0n1", disk));
        Expect("dd if=/dev/zero of=/dev/nvme0n1 count=1", "dd: /dev/nvme0n1 holds 1 partition, which this would overwrite; if that is meant, say --force\n");
        _session.RunScript("ln -s /dev/nvme0n1 /tmp/link; dd if=/dev/zero of=/tmp/link count=1");
        Assert.That(_terminal.Output, Does.EndWith("\ndd: /tmp/link holds 1 partition, which this would overwrite; if that is meant, say --force\n"));
        Assert.That(disk.AsSpan(512, 8).SequenceEqual("EFI PART"u8));
        _session.RunScript("dd --force if=/dev/zero of=/dev/nvme0n1 count=2 status=none");
        Assert.That(disk.AsSpan(512, 8).SequenceEqual(new byte[8]));
    }

    [TestCase("head -n 2 /tmp/n", "1\n2\n")]
    [TestCase("head -2 /tmp/n", "1\n2\n")]
    [TestCase("tail -1 /tmp/a", "one\n")]
    [TestCase("head -c 3 /tmp/n", "1\n2")]
    [TestCase("tail -n 2 /tmp/n", "11\n12")]
    [TestCase("tail -n +11 /tmp/n", "11\n12")]
    [TestCase("tail -c 4 /tmp/n", "1\n12")]
    [TestCase("tail -c +25 /tmp/n", "12")]
    [TestCase("tail /tmp/n | wc -l", "9\n")]
    [TestCase("head -n 1 /tmp/n /tmp/a", "==> /tmp/n <==\n1\n\n==> /tmp/a <==\none\n")]
    [TestCase("wc /tmp/n", "11 12 26 /tmp/n\n")]
    [TestCase("wc -l /tmp/n /tmp/a", "11 /tmp/n\n 1 /tmp/a\n12 total\n")]
    [TestCase("cat /tmp/n | wc", "     11      12      26\n")]
    [TestCase("echo x | tee /tmp/t /tmp/u; cat /tmp/t; echo y | tee -a /tmp/t; wc -c /tmp/t", "x\nx\ny\n4 /tmp/t\n")]
    public void Head_Tail_Wc_Tee_DoAsGnuDoes(string script, string output)
    {
        string numbers = string.Join('\n', Enumerable.Range(1, 12));
        _storage.Files.Open("/tmp/n", FileAccessModes.Write | FileAccessModes.Create, 0b110_100_100, out OpenFile? file);
        ulong offset = 0;
        file!.Write(ref offset, Encoding.ASCII.GetBytes(numbers), out _);
        file.Dispose();
        Expect(Tree + script, output);
    }

    [TestCase("grep o /tmp/a /tmp/d/b", "/tmp/a:one\n/tmp/d/b:two\n")]
    [TestCase("grep -r e /tmp", "/tmp/a:one\n/tmp/d/e/c:three\n")]
    [TestCase("grep -c 'n' /tmp/a; grep -n '^o.e$' /tmp/a", "1\n1:one\n")]
    [TestCase("grep -F . /tmp/a; echo $?", "1\n")]
    [TestCase("grep -iv ONE /tmp/a /tmp/d/b; echo $?", "/tmp/d/b:two\n0\n")]
    [TestCase("grep -q one /tmp/a; echo $?; grep -l one /tmp/a", "0\n/tmp/a\n")]
    [TestCase("grep x /tmp/none; echo $?", "grep: /tmp/none: No such file or directory\n2\n")]
    [TestCase("grep 'a(' /tmp/a; echo $?", "grep: Invalid pattern 'a(' at offset 2. Not enough )'s.\nTry 'grep --help'.\n2\n")]
    [TestCase("find /tmp -type f -name '?'", "/tmp/a\n/tmp/d/b\n/tmp/d/e/c\n")]
    [TestCase("find /tmp -maxdepth 1 -type d", "/tmp\n/tmp/d\n")]
    [TestCase("find /tmp -type f -size -5c", "/tmp/a\n/tmp/d/b\n")]
    [TestCase("find /tmp/d -delete; ls /tmp", "a\n")]
    [TestCase("find /none; echo $?", "find: cannot stat '/none': No such file or directory\n1\n")]
    [TestCase("du -b /tmp/d", "6\t/tmp/d/e\n10\t/tmp/d\n")]
    [TestCase("du -sh /tmp/d", "8.0K\t/tmp/d\n")]
    [TestCase("du -a /tmp/d", "4\t/tmp/d/b\n4\t/tmp/d/e/c\n4\t/tmp/d/e\n8\t/tmp/d\n")]
    [TestCase("sync; sync /tmp/a; sync /tmp/none", "sync: cannot open '/tmp/none' for reading: No such file or directory\n")]
    public void Grep_Find_Du_Sync_DoAsGnuDoes(string script, string output) => Expect(Tree + script, output);

    [Test]
    public void Report_ToAFile_IsWhole()
    {
        Expect("report /tmp/report.txt", string.Empty);
        _session.RunScript("tail -n 1 /tmp/report.txt");
        Assert.That(_terminal.Output, Does.Contain("end of the report"));
    }

    [Test]
    public void Df_OfAPath_ShowsItsFileSystem()
    {
        _session.RunScript("df -hT /tmp");
        string[] lines = _terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Match("^Filesystem +Type +Size +Used +Avail +Use% +Mounted on$"));
        Assert.That(lines[1], Does.Match("^tmpfs +tmpfs +[0-9.]+[MG] +0 +[0-9.]+[MG] +0% +/tmp$"));
    }

    // As `numfmt --to=iec` and df -h write them.
    [TestCase(0UL, "0")]
    [TestCase(1023UL, "1023")]
    [TestCase(1024UL, "1.0K")]
    [TestCase(1025UL, "1.1K")]
    [TestCase(10239UL, "10K")]
    [TestCase(10241UL, "11K")]
    [TestCase(1048575UL, "1.0M")]
    [TestCase(1UL << 40, "1.0T")]
    public void SizeText_OfBytes_IsRoundedUp(ulong bytes, string text) => Assert.That(Commands.SizeText.Human(bytes), Is.EqualTo(text));

    private void Expect(string script, string output)
    {
        _session.RunScript(script);
        Assert.That(_terminal.Output, Is.EqualTo(output));
    }
}
