using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Shell;

namespace CosmosNvme.Image;

/// <summary>
/// The kernel whose work is a shell: on the console, or over the commands that the boot handed in (fw_cfg file
/// <c>opt/cosmos/exec</c>, else the key <c>exec</c> of the kernel command line).
/// </summary>
internal sealed class ShellKernel : Kernel
{
    private const string ScriptFile = "opt/cosmos/exec";

    /// <inheritdoc/>
    protected override void Run()
    {
        ShellSession shell = new(Terminal, Machine, Log, new ShellServices
        {
            Pci = Pci,
            Nvme = NvmeControllers,
            Storage = Storage,
            Interrupts = Interrupts,
            FirmwareTables = FirmwareTables,
            MemoryMap = MemoryMap,
        });
        string? script = ReadScript();
        Machine.Mark(BootStage.Shell);
        bool succeeded = true;
        if (script is null)
        {
            Greet();
            shell.RunInteractive();
        }
        else
        {
            succeeded = shell.RunScript(script);
        }

        if (shell.Outcome == ShellOutcome.Reboot)
        {
            StopAndReboot();
        }
        else
        {
            Stop(succeeded);
        }
    }

    private string? ReadScript() =>
        Firmware.Read(ScriptFile) is byte[] file ? Encoding.UTF8.GetString(file) : CommandLine["exec"];

    private void Greet()
    {
        int online = 0;
        foreach (CpuInformation cpu in Cpus)
        {
            online += cpu.IsOnline ? 1 : 0;
        }

        ulong mebibytes = Machine.Memory.Total >> 20;
        Terminal.Write(Encoding.UTF8.GetBytes($"CosmosNvme: {online} {(online == 1 ? "CPU" : "CPUs")}, {mebibytes} MiB. 'help' lists the commands, Ctrl-D powers off.\n"));
    }
}
