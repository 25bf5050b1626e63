using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>A debugger finds the machine before its first instruction, and knows C# methods by name.</summary>
internal sealed class DebuggerTests
{
    private const string Method = "CosmosNvme_Shell_CosmosNvme_Shell_Commands_EchoCommand__Execute";

    [Test]
    public async Task Gdb_MachineThatWaits_StopsAtTheFirstInstructionAndInACSharpMethod()
    {
        MachineProfile profile = new() { WaitForDebugger = true, DebuggerPort = FreePort(), Exec = "echo here", TimeLimit = Boots.Limit };
        await using Machine machine = Machine.Start(profile, new MachineStreams());
        (_, string output, string errors) = await Task.Run(() => ToolRunner.Run(
            "gdb",
            "-q",
            "-nx",
            "-batch",
            profile.Image,
            "-ex",
            "set tcp connect-timeout 60",
            "-ex",
            string.Create(CultureInfo.InvariantCulture, $"target remote 127.0.0.1:{profile.DebuggerPort}"),
            "-ex",
            "print/x $rip",
            "-ex",
            $"hbreak {Method}",
            "-ex",
            "continue",
            "-ex",
            "backtrace 3",
            "-ex",
            "delete",
            "-ex",
            "continue"));
        string said = $"{output}\n{errors}";
        Assert.That(said, Does.Contain("= 0xfff0"), "the first instruction of a PC");
        Assert.That(said, Does.Match($"Breakpoint 1, {Method} .*EchoCommand.cs:"));
        Assert.That(said, Does.Contain("ShellSession__RunToItsEnd"));
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That((result.Reason, result.Console), Is.EqualTo((ExitReason.Orderly, "here\n")), said);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
