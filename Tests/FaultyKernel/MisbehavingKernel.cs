using System;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;

namespace CosmosNvme.FaultyKernel;

/// <summary>
/// Does to an NVMe controller what a driver must not do: one fault for each word of the commands that the boot handed in. It exists to
/// show that QEMU, which judges the driver in every other test, would notice.
/// </summary>
internal sealed class MisbehavingKernel(IPhysicalMemory memory) : Kernel
{
    private const string ScriptFile = "opt/cosmos/exec";

    /// <inheritdoc/>
    protected override void Run()
    {
        PciFunction function = Pci.First(function => function.Class == PciClass.Nvme);
        function.SetMemorySpace(isOn: true);
        function.SetBusMaster(isOn: true);
        RegisterWindow registers = function.TryMapBar(0, memory) ?? throw new InvalidOperationException("The controller's registers cannot be mapped.");
        using BareController controller = new(registers, new DmaAllocator());
        string script = Encoding.UTF8.GetString(Firmware.Read(ScriptFile) ?? []);
        foreach (string fault in script.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Commit(fault, controller);
            Console.WriteLine($"done: {fault}");
        }

        Stop();
    }

    private static void Commit(string fault, BareController controller)
    {
        RegisterWindow registers = controller.Registers;
        switch (fault)
        {
            case "nothing":
                controller.Execute(BareController.Identify);
                break;
            case "misaligned-doorbell":
                registers.Write16(BareController.TailDoorbell + 2, 0);
                break;
            case "tail-out-of-range":
                registers.Write32(BareController.TailDoorbell, BareController.Depth);
                break;
            case "head-out-of-range":
                registers.Write32(BareController.HeadDoorbell, BareController.Depth);
                break;
            case "doorbell-of-no-queue":
                registers.Write32(BareController.TailDoorbell + (5 * BareController.DoorbellPairBytes), 1);
                break;
            case "write-to-status":
                registers.Write32(BareController.Status, 1);
                break;
            case "narrow-read":
                registers.Read16(BareController.Status);
                break;
            case "unknown-command":
                controller.Execute(BareController.NoOpcode);
                break;
            default:
                throw new ArgumentException($"There is no fault '{fault}'.");
        }
    }
}
