using System;
using System.Collections.Generic;
using System.Globalization;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>An NVMe controller on PCI, in service: the function, its interrupts and the controller itself.</summary>
public sealed class NvmePciDevice
{
    private const int RegisterBar = 0;

    private readonly Stack<Action> _undo = new();

    private NvmePciDevice(PciFunction function)
    {
        Function = function;
        Controller = null!;
    }

    /// <summary>The function.</summary>
    public PciFunction Function { get; }

    /// <summary>The controller.</summary>
    public NvmeController Controller { get; private set; }

    /// <summary>Brings a function into service, in the order that hardware wants; what was done is undone if a step fails.</summary>
    /// <param name="number">The n of nvme<c>n</c>.</param>
    /// <param name="function">An NVMe controller, <see cref="NvmePciDriver.Matches"/>.</param>
    /// <param name="host">What the machine offers.</param>
    /// <param name="options">How the controller is to be run; quirks of its ids are added.</param>
    /// <exception cref="NvmeException">It cannot be used; the message says why.</exception>
    public static NvmePciDevice Attach(int number, PciFunction function, NvmePciHost host, NvmeOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        NvmePciDevice device = new(function);
        try
        {
            device.Start(number, host, options with { Quirks = options.Quirks | NvmePciQuirks.Of(function.VendorId, function.DeviceId) });
            return device;
        }
        catch (NvmeException)
        {
            device.Undo();
            throw;
        }
    }

    /// <summary>Takes the controller out of service in good order, and the function off the bus's memory.</summary>
    /// <returns>True if the controller says that power may go.</returns>
    public bool ShutDown()
    {
        bool isPrepared = Controller.ShutDown();
        Undo();
        return isPrepared;
    }

    private void Start(int number, NvmePciHost host, NvmeOptions options)
    {
        WakeUp(host.Clock);
        RegisterWindow registers = MapRegisters(host.Memory);
        EnableBusMaster();
        IReadOnlyList<InterruptLine> lines = ConnectInterrupts(number, host, options);
        NvmeHardware hardware = new()
        {
            Registers = registers,
            Dma = host.Dma,
            Clock = host.Clock,
            Log = host.Log,
            Interrupts = lines,
        };
        Controller = NvmeController.Attach(number, hardware, options);
    }

    private void WakeUp(IClock clock)
    {
        if (Function.FindCapability<PowerManagementCapability>() is PowerManagementCapability power && !power.TryEnterD0(clock))
        {
            throw new NvmeException($"{Function.Address} sleeps (D3) and does not wake up");
        }
    }

    // The whole BAR, so that every doorbell is in the window whatever the stride; the MSI-X table may be in there too, and is not touched.
    private RegisterWindow MapRegisters(IPhysicalMemory memory)
    {
        if (Function.FindBar(RegisterBar) is not PciBar { IsMemory: true } bar)
        {
            throw new NvmeException($"{Function.Address} has no memory BAR 0, where its registers should be");
        }

        if (!bar.IsAssigned)
        {
            throw new NvmeException($"{Function.Address} has no address in BAR 0: firmware assigned none");
        }

        Function.SetMemorySpace(isOn: true);
        return Function.TryMapBar(RegisterBar, memory)
            ?? throw new NvmeException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Function.Address}: the {bar.Length} bytes of BAR 0 at {bar.Address} cannot be mapped"));
    }

    // Firmware may have left it off. Undone last: it is what certainly ends the device's access to memory.
    private void EnableBusMaster()
    {
        Function.SetBusMaster(isOn: true);
        _undo.Push(() => Function.SetBusMaster(isOn: false));
    }

    // One vector for the admin queue and one for each I/O queue, as far as there are any; without a single one the driver polls.
    private List<InterruptLine> ConnectInterrupts(int number, NvmePciHost host, NvmeOptions options)
    {
        List<InterruptLine> lines = [];
        Function.SetPinInterrupt(isOn: false);
        if (host.Interrupts is null || Function.FindCapability<MsiXCapability>()?.TryMapTable(host.Memory) is not MsiXTable table)
        {
            return lines;
        }

        int wanted = options.Quirks.HasFlag(NvmeQuirks.SingleVector) ? 1 : Math.Min(table.Count, options.QueuePairs + 1);
        for (int vector = 0; vector < wanted; vector++)
        {
            string name = vector == 0 ? $"nvme{number} admin" : $"nvme{number} q{vector}";
            int cpu = vector == 0 ? 0 : (vector - 1) % host.CpuCount;
            if (host.Interrupts.TryAllocateMessage(name, cpu) is not InterruptLine line)
            {
                break;
            }

            lines.Add(line);
            _undo.Push(line.Dispose);
        }

        if (lines.Count > 0)
        {
            table.Enable();
            _undo.Push(table.Disable);
            for (int vector = 0; vector < lines.Count; vector++)
            {
                table.Connect(vector, lines[vector]);
            }
        }

        return lines;
    }

    private void Undo()
    {
        while (_undo.TryPop(out Action? action))
        {
            action();
        }
    }
}
