using System;
using System.Collections.Generic;
using System.Globalization;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>
/// Prepares a PCI function for the driver, in the order that hardware wants: awake, registers mapped, bus master, vectors connected.
/// Each step notes how it is undone; that happens in reverse when a later one fails, and at the end.
/// </summary>
internal sealed class NvmePciSetup(PciFunction function, NvmePciHost host, NvmeOptions options)
{
    private const int RegisterBar = 0;

    private readonly Stack<Action> _undo = new();

    /// <summary>Takes all steps and brings the controller into service.</summary>
    /// <exception cref="NvmeException">It cannot be used; everything was undone.</exception>
    internal NvmeController Run(int number)
    {
        try
        {
            WakeUp();
            RegisterWindow registers = MapRegisters();
            EnableBusMaster();
            NvmeHardware hardware = new()
            {
                Registers = registers,
                Dma = host.Dma,
                Clock = host.Clock,
                Log = host.Log,
                Interrupts = ConnectInterrupts(number),
            };
            return NvmeController.Attach(number, hardware, options);
        }
        catch (NvmeException)
        {
            Undo();
            throw;
        }
    }

    /// <summary>Undoes the steps, last first. The controller has been shut down.</summary>
    internal void Undo()
    {
        while (_undo.TryPop(out Action? action))
        {
            action();
        }
    }

    private void WakeUp()
    {
        if (function.FindCapability<PowerManagementCapability>() is PowerManagementCapability power && !power.TryEnterD0(host.Clock))
        {
            throw new NvmeException($"{function.Address} sleeps (D3) and does not wake up");
        }
    }

    // The whole BAR, so that every doorbell is in the window whatever the stride; the MSI-X table may be in there too, and is not touched.
    private RegisterWindow MapRegisters()
    {
        if (function.FindBar(RegisterBar) is not PciBar { IsMemory: true } bar)
        {
            throw new NvmeException($"{function.Address} has no memory BAR 0, where its registers should be");
        }

        if (!bar.IsAssigned)
        {
            throw new NvmeException($"{function.Address} has no address in BAR 0: firmware assigned none");
        }

        function.SetMemorySpace(isOn: true);
        return function.TryMapBar(RegisterBar, host.Memory)
            ?? throw new NvmeException(string.Create(
                CultureInfo.InvariantCulture,
                $"{function.Address}: the {bar.Length} bytes of BAR 0 at {bar.Address} cannot be mapped"));
    }

    // Firmware may have left it off. Undone last: it is what certainly ends the device's access to memory.
    private void EnableBusMaster()
    {
        function.SetBusMaster(isOn: true);
        _undo.Push(() => function.SetBusMaster(isOn: false));
    }

    // One vector for the admin queue and one for each I/O queue, as far as there are any; without a single one the driver polls.
    private List<InterruptLine> ConnectInterrupts(int number)
    {
        List<InterruptLine> lines = [];
        function.SetPinInterrupt(isOn: false);
        if (host.Interrupts is null || function.FindCapability<MsiXCapability>()?.TryMapTable(host.Memory) is not MsiXTable table)
        {
            return lines;
        }

        int wanted = options.Quirks.HasFlag(NvmeQuirks.SingleVector) ? 1 : Math.Min(table.Count, options.QueuePairs + 1);
        List<MessageRequest> requests = [];
        for (int vector = 0; vector < wanted; vector++)
        {
            string name = vector == 0 ? $"nvme{number} admin" : $"nvme{number} q{vector}";
            int cpu = vector == 0 ? 0 : (vector - 1) % host.CpuCount;
            requests.Add(new MessageRequest(name, cpu));
        }

        lines.AddRange(host.Interrupts.AllocateMessages(requests));
        lines.ForEach(line => _undo.Push(line.Dispose));

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
}
