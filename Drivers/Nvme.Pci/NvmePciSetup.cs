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
internal sealed class NvmePciSetup(int number, PciFunction function, NvmePciHost host, NvmeOptions options)
{
    private const int RegisterBar = 0;

    private readonly Stack<Action> _undo = new();

    /// <summary>Takes all steps and brings the controller into service.</summary>
    /// <exception cref="NvmeException">It cannot be used; everything was undone.</exception>
    internal NvmeController Run()
    {
        try
        {
            WakeUp();
            RegisterWindow registers = MapRegisters();
            EnableBusMaster();
            NvmeController controller = AttachWithInterrupts(registers);
            PrepareForPanic(registers, controller);
            return controller;
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

        // Firmware that did not boot from the disk may have left the bridges above closed.
        for (PciFunction? bridge = function.Parent; bridge is not null; bridge = bridge.Parent)
        {
            bridge.SetCommand(PciCommand.MemorySpace | PciCommand.BusMaster, isOn: true);
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

    // Forgotten first: a controller that is no longer ours is left alone.
    private void PrepareForPanic(RegisterWindow registers, NvmeController controller)
    {
        if (host.PanicWrites?.TryAdd(registers, controller.ShutdownInPanic) is IDisposable kept)
        {
            _undo.Push(kept.Dispose);
        }
    }

    // One mode after the other, until the controller comes up in one: the driver core checks that interrupts arrive.
    private NvmeController AttachWithInterrupts(RegisterWindow registers)
    {
        IReadOnlyList<InterruptMode> modes = host.Interrupts is null ? [InterruptMode.None] : InterruptChoice.Modes(host.ForcedInterrupts, options.Quirks);
        foreach (InterruptMode mode in modes)
        {
            foreach (Func<InterruptConnection, string?> way in WaysTo(mode))
            {
                if (TryAttach(registers, mode, way) is NvmeController controller)
                {
                    return controller;
                }
            }
        }

        throw new NvmeException($"{function.Address} comes up neither with interrupts nor polled");
    }

    private IEnumerable<Func<InterruptConnection, string?>> WaysTo(InterruptMode mode)
    {
        switch (mode)
        {
            case InterruptMode.MsiX:
                yield return connection => connection.TryMsiX();
                break;
            case InterruptMode.Msi:
                yield return connection => connection.TryMsi();
                break;
            case InterruptMode.Pin:
                IReadOnlyList<PinRoute> routes = host.Pins?.Find(function, host.Interrupts!.PinInputs) ?? [];
                foreach (PinRoute route in routes)
                {
                    yield return connection => connection.TryPin(route);
                }

                if (routes.Count == 0)
                {
                    yield return _ => "nothing is known about where its interrupt pin arrives";
                }

                break;
            default:
                yield return _ => null;
                break;
        }
    }

    private NvmeController? TryAttach(RegisterWindow registers, InterruptMode mode, Func<InterruptConnection, string?> way)
    {
        InterruptConnection connection = new(number, function, host, options);
        string? obstacle = way(connection);
        if (obstacle is not null)
        {
            connection.Undo();
            Say(mode, obstacle);
            return null;
        }

        if (mode == InterruptMode.None)
        {
            function.SetPinInterrupt(isOn: false);
        }

        try
        {
            NvmeHardware hardware = new()
            {
                Registers = registers,
                Dma = host.Dma,
                Clock = host.Clock,
                Cpu = host.Cpu,
                NewEvent = host.NewEvent,
                Log = host.Log,
                Location = function.Address.ToString(),
                Bus = new NvmePciBus(function, host.Clock, connection.Restore),
                InterruptMode = connection.Mode,
                Interrupts = connection.Lines,
                LentInterrupts = connection.LentLines,
            };
            NvmeController controller = NvmeController.Attach(number, hardware, options);
            _undo.Push(connection.Undo);
            return controller;
        }
        catch (NvmeInterruptException exception)
        {
            connection.Undo();
            host.Log.Write(LogLevel.Warning, $"nvme{number} ({function.Address}): {exception.Message}");
            return null;
        }
        catch (NvmeException)
        {
            connection.Undo();
            throw;
        }
    }

    // That a mode is missing is worth a warning only if somebody asked for it.
    private void Say(InterruptMode mode, string obstacle)
    {
        bool isForced = host.ForcedInterrupts == mode;
        host.Log.Write(
            isForced ? LogLevel.Warning : LogLevel.Debug,
            $"nvme{number} ({function.Address}): {NameOf(mode)} cannot be used: {obstacle}{(isForced ? "; polling is the last resort" : string.Empty)}");
    }

    private static string NameOf(InterruptMode mode) => mode switch
    {
        InterruptMode.MsiX => "MSI-X",
        InterruptMode.Msi => "MSI",
        InterruptMode.Pin => "its interrupt pin",
        _ => "polling",
    };
}
