using System.Collections.Generic;
using System.Reflection;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;
using CosmosNvme.Storage;

namespace CosmosNvme.Testing;

/// <summary>The kernel around the tests.</summary>
internal sealed class TestKernel(Assembly tests) : Kernel
{
    /// <summary>What the lab hands in; without it there is no host to talk to.</summary>
    private const string NonceFile = "opt/cosmos/test-nonce";

    internal IMachine MachineOfTests => Machine;

    internal IKernelLog LogOfTests => Log;

    internal IInterruptController? InterruptsOfTests => Interrupts;

    internal PciDevices PciOfTests => Pci;

    internal IReadOnlyList<NvmeController> NvmeOfTests => NvmeControllers;

    internal StorageStack StorageOfTests => Storage;

    internal KernelCommandLine CommandLineOfTests => CommandLine;

    /// <inheritdoc/>
    protected override void Run()
    {
        KernelContext.Set(this);
        TestEngine engine = new(tests);
        Machine.Mark(BootStage.Shell);
        if (Firmware.Read(NonceFile) is byte[] nonce)
        {
            new ChannelRun(new SerialPort(new PortIo()), engine).Serve(Encoding.UTF8.GetString(nonce));
            Stop();
        }
        else
        {
            ConsoleRun run = new(Terminal, engine);
            bool passed = run.Run(TestSelection.Parse(CommandLine));
            if (CommandLine.TryGet(TestSelection.WaitKey, out _))
            {
                run.WaitForEnter();
            }

            Stop(passed);
        }
    }
}
