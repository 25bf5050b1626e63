using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos run</c>: boots the kernel in QEMU and gives its shell on the terminal.</summary>
internal static class RunCommand
{
    // What a terminal sends for Ctrl-D: the shell ends on it, as on any terminal.
    private static readonly byte[] s_endOfInput = [0x04];

    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Command command = new("run", "Build what is stale, boot the kernel in QEMU, and give its shell on the terminal. Ctrl-A X quits.\n\n"
            + "Exit status: 0 all commands succeeded, 1 a command failed, 2 usage, build or QEMU failed, 3 the kernel panicked, 4 time-out.");
        RunOptions options = new();
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            if (options.FindMisplaced(parsed) is string misplaced)
            {
                Console.Error.WriteLine($"'{misplaced}' is not an option of run. Arguments for QEMU stand after '--'.");
                return ExitStatus.Unusable;
            }

            return await RunAsync(options.Read(parsed));
        });
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request)
    {
        MachineProfile profile = request.Profile;
        if (profile.Acceleration == Acceleration.Kvm && HostAcceleration.KvmObstacle is string obstacle)
        {
            Console.Error.WriteLine($"KVM cannot be used here: {obstacle}. Use --accel tcg.");
            return ExitStatus.Unusable;
        }

        if (!Packages.Ensure(Packages.ForRun(request)))
        {
            return ExitStatus.Unusable;
        }

        if (request.Build && !KernelBuild.Run())
        {
            return ExitStatus.Unusable;
        }

        if (request.UseDemonstrationDisk)
        {
            if (DemonstrationDisk.Ensure(DemonstrationDisk.Location))
            {
                Console.Error.WriteLine($"Made a demonstration disk: {Path.GetRelativePath(RepositoryPaths.Root, DemonstrationDisk.Location)}");
            }

            profile = profile with { Disks = [new DiskSpec(DemonstrationDisk.Location, [new KeyValuePair<string, string>("serial", "demonstration")])] };
        }

        foreach (DiskSpec disk in profile.Disks)
        {
            if (!File.Exists(disk.Path))
            {
                Console.Error.WriteLine($"There is no disk image at {disk.Path}. 'truncate -s 64M {disk.Path}' makes an empty one.");
                return ExitStatus.Unusable;
            }
        }

        bool terminal = profile.Exec is null && !Console.IsInputRedirected;
        while (true)
        {
            (int status, bool reboots) = await BootAsync(profile, terminal);
            if (!reboots)
            {
                return status;
            }
        }
    }

    private static async Task<(int Status, bool Reboots)> BootAsync(MachineProfile profile, bool terminal)
    {
        using TerminalState? saved = terminal ? TerminalState.Save() : null;
        MachineStreams streams = new()
        {
            ConsoleOutput = Console.OpenStandardOutput(),
            LogOutput = Console.OpenStandardError(),
            InheritTerminal = terminal,
        };
        if (profile.WaitForDebugger)
        {
            Console.Error.WriteLine($"Waiting for a debugger: gdb {profile.Image} -ex 'target remote :{profile.DebuggerPort}'");
        }

        await using Machine machine = Machine.Start(profile, streams);
        int signal = 0;
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            Interlocked.CompareExchange(ref signal, context.Signal == PosixSignal.SIGTERM ? 15 : 2, 0);
            _ = machine.StopAsync();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (profile.Exec is null && !terminal)
        {
            _ = ForwardInputAsync(machine);
        }

        MachineResult result = await machine.WaitForExitAsync();
        if (signal != 0)
        {
            return (128 + signal, false);
        }

        // Who types 'reboot' wants to see the machine come up again; scripts want to know that it went down.
        if (terminal && result.Reason == ExitReason.Reset && !result.TripleFault)
        {
            return (ExitStatus.Success, true);
        }

        Report(result);
        return (ExitStatus.From(result.Reason), false);
    }

    // Bytes typed before the shell is up would be lost in the serial port's reset.
    private static async Task ForwardInputAsync(Machine machine)
    {
        await machine.ConsoleSpoke;
        using Stream input = Console.OpenStandardInput();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await input.ReadAsync(buffer)) > 0)
        {
            await machine.SendAsync(buffer.AsMemory(0, count));
        }

        await machine.SendAsync(s_endOfInput);
    }

    private static void Report(MachineResult result)
    {
        if (result.Reason is ExitReason.Orderly or ExitReason.CommandFailed)
        {
            return;
        }

        Console.Error.WriteLine(result.Explanation);
        if (result.FirmwareOutput.Length > 0 && result.Console.Length == 0)
        {
            Console.Error.WriteLine($"The firmware and GRUB had said:\n{result.FirmwareOutput.Trim()}");
        }
    }
}
