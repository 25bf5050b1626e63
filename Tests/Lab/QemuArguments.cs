using System;
using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Lab;

/// <summary>The one place that knows QEMU's command line. Pure: the same profile and files give the same arguments.</summary>
public static class QemuArguments
{
    /// <summary>Value QEMU exits with after an orderly power-off.</summary>
    public const int OrderlyExitCode = (0x20 << 1) | 1;

    /// <summary>Value QEMU exits with after a power-off with a failed command.</summary>
    public const int CommandFailedExitCode = (0x21 << 1) | 1;

    /// <summary>Value QEMU exits with after a panic.</summary>
    public const int PanicExitCode = (0x23 << 1) | 1;

    private const int ReservedMemoryMebibytes = 4096;
    private const string FirmwareForUefi = "/usr/share/ovmf/OVMF.fd";

    /// <summary>Builds the arguments, program name excluded.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="files">Its files.</param>
    /// <param name="terminal">Whether a person sits at the console: then Ctrl-A is QEMU's escape key, and Ctrl-A X quits.</param>
    public static IReadOnlyList<string> Build(MachineProfile profile, MachineFiles files, bool terminal)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(files);
        List<string> arguments = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"];
        AddProcessorsAndMemory(arguments, profile);
        AddChannels(arguments, profile, files, terminal);
        AddBoot(arguments, profile, files);
        arguments.AddRange(QemuDevices.Build(profile));
        if (profile.WaitForDebugger)
        {
            arguments.AddRange(["-gdb", string.Create(CultureInfo.InvariantCulture, $"tcp:127.0.0.1:{profile.DebuggerPort}"), "-S"]);
        }

        arguments.AddRange(profile.QemuArguments);
        return arguments;
    }

    private static void AddProcessorsAndMemory(List<string> arguments, MachineProfile profile)
    {
        string board = profile.Machine == MachineType.Q35 ? "q35" : "pc";
        string memory = profile.MemoryMebibytes.ToString(CultureInfo.InvariantCulture) + "M";
        if (profile.MemoryMebibytes > ReservedMemoryMebibytes)
        {
            // Without reserve=off the host refuses a machine larger than its own memory.
            arguments.AddRange(["-object", $"memory-backend-ram,id=ram,size={memory},reserve=off"]);
            board += ",memory-backend=ram";
        }

        if (profile.HasIommu)
        {
            arguments.AddRange(["-device", "intel-iommu"]);
        }

        bool kvm = HostAcceleration.Resolve(profile.Acceleration) == Acceleration.Kvm;
        arguments.AddRange(["-machine", board, "-m", memory]);
        arguments.AddRange(["-cpu", profile.CpuModel ?? (kvm ? "host" : "max")]);
        arguments.AddRange(["-accel", kvm ? "kvm" : profile.CountsInstructions ? "tcg,thread=single" : "tcg,thread=multi"]);
        if (profile.CountsInstructions)
        {
            arguments.AddRange(["-icount", profile.IdlesInHostTime ? "shift=0,sleep=on" : "shift=0,sleep=off"]);
        }

        // With maxcpus=1, TCG drops memory barriers and lock prefixes although devices run in another host thread.
        arguments.AddRange(["-smp", profile.Cpus == 1 ? "1,maxcpus=2" : profile.Cpus.ToString(CultureInfo.InvariantCulture)]);
    }

    private static void AddChannels(List<string> arguments, MachineProfile profile, MachineFiles files, bool terminal)
    {
        arguments.AddRange(["-chardev", $"stdio,id=console,signal=off,mux={(terminal ? "on" : "off")}", "-serial", "chardev:console"]);
        arguments.AddRange(["-chardev", $"socket,id=log,path={Escape(files.LogSocket)}", "-device", "isa-debugcon,iobase=0xe9,chardev=log"]);
        arguments.AddRange(["-chardev", $"socket,id=qmp,path={Escape(files.ControlSocket)}", "-mon", "chardev=qmp,mode=control"]);
        if (profile.TestNonce is not null)
        {
            arguments.AddRange(["-chardev", $"socket,id=tests,path={Escape(files.TestSocket)}", "-serial", "chardev:tests"]);
            arguments.AddRange(["-fw_cfg", $"name=opt/cosmos/test-nonce,string={Escape(profile.TestNonce)}"]);
        }

        arguments.AddRange(["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]);
        arguments.AddRange(["-d", "cpu_reset", "-D", files.QemuNotes]);
        if (profile.Supervision != Supervision.None)
        {
            arguments.AddRange(JudgeVerdict.TraceArguments);
        }

        if (profile.Exec is not null)
        {
            arguments.AddRange(["-fw_cfg", $"name=opt/cosmos/exec,file={Escape(files.ExecFile)}"]);
        }
    }

    private static void AddBoot(List<string> arguments, MachineProfile profile, MachineFiles files)
    {
        if (profile.VideoMode is not null || profile.Boot == BootPath.Uefi)
        {
            // UEFI always has one: without a screen GRUB complains on the console that it cannot set a video mode.
            arguments.AddRange(["-device", "VGA"]);
        }

        if (profile.Boot == BootPath.Direct)
        {
            arguments.AddRange(["-kernel", profile.Image, "-append", profile.KernelCommandLine]);
            return;
        }

        string image = files.GrubImage ?? throw new ArgumentException("A boot through GRUB needs a GRUB image.", nameof(files));
        if (profile.Boot == BootPath.Uefi)
        {
            arguments.AddRange(["-bios", FirmwareForUefi]);
        }

        if (profile.Medium == BootMedium.IsoUsbStick)
        {
            arguments.AddRange(["-drive", $"if=none,id=stick,readonly=on,format=raw,file={Escape(image)}"]);
            arguments.AddRange(["-device", "qemu-xhci,id=usb", "-device", "usb-storage,bus=usb.0,drive=stick,bootindex=0"]);
        }
        else
        {
            arguments.AddRange(["-drive", $"if=none,id=cd,media=cdrom,readonly=on,format=raw,file={Escape(image)}", "-device", "ide-cd,drive=cd,bootindex=0"]);
        }

        arguments.AddRange(["-fw_cfg", $"name=opt/cosmos/cmdline,file={Escape(files.CommandLineFile)}"]);
    }

    /// <summary>Writes a value so that QEMU takes its commas as part of it.</summary>
    internal static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
