using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Lets PCI Express cards come and go: looks after the slots of a machine that can do that, with a thread that looks four times a second. Interrupts
/// are not used: a card that comes can wait that long, and what happens to one that was pulled out its driver notices by itself.
/// </summary>
public sealed class HotPlug
{
    private const long Period = 250_000_000;

    private readonly PciDevices _devices;
    private readonly IClock _clock;
    private readonly IKernelLog _log;
    private readonly IReadOnlyList<MemoryRange> _map;
    private readonly int _addressBits;
    private readonly List<HotPlugSlot> _slots = [];
    private readonly Thread _thread;
    private volatile bool _isStopping;

    private HotPlug(PciDevices devices, IClock clock, IKernelLog log, IReadOnlyList<MemoryRange> map, int addressBits)
    {
        _devices = devices;
        _clock = clock;
        _log = log;
        _map = map;
        _addressBits = addressBits;
        _thread = new Thread(Run) { Name = "pci/hotplug", IsBackground = true };
    }

    /// <summary>Starts to look after the slots.</summary>
    /// <param name="devices">The functions of the machine: changes with what comes and goes.</param>
    /// <param name="client">Who drives them.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Where it says what happens.</param>
    /// <param name="map">Firmware's memory map, as for <see cref="PciDevices.ScanAndRepair"/>.</param>
    /// <param name="addressBits">Physical address bits of the CPU.</param>
    /// <returns>Null if the machine has no such slot.</returns>
    public static HotPlug? Start(PciDevices devices, IHotPlugClient client, IClock clock, IKernelLog log, IReadOnlyList<MemoryRange> map, int addressBits)
    {
        HotPlug hotPlug = new(devices, clock, log, map, addressBits);
        foreach (PciSlot slot in devices.Select(function => PciSlot.Of(function, clock)).OfType<PciSlot>())
        {
            PciFunction[] functions = [.. devices.Where(function => IsBehind(function, slot.Port))];
            hotPlug._slots.Add(new HotPlugSlot(slot, functions, new Recorder(devices, client), hotPlug.Find, clock, log));
        }

        if (hotPlug._slots.Count == 0)
        {
            return null;
        }

        hotPlug._thread.Start();
        return hotPlug;
    }

    /// <summary>Ends the thread and waits for it.</summary>
    public void Stop()
    {
        _isStopping = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _clock.Delay(Period);
            foreach (HotPlugSlot slot in _slots)
            {
                slot.Look();
            }
        }
    }

    private static bool IsBehind(PciFunction function, PciFunction port)
    {
        for (PciFunction? above = function.Parent; above is not null; above = above.Parent)
        {
            if (above == port)
            {
                return true;
            }
        }

        return false;
    }

    private IReadOnlyList<PciFunction> Find(PciFunction port)
    {
        List<string> notes = [];
        IReadOnlyList<PciFunction> found = BusScanner.FindBehind(port, _clock, notes);
        new AddressAssigner([.. _devices, .. found], _map, _addressBits, notes).Run(found);
        foreach (string note in notes)
        {
            _log.Write(LogLevel.Info, $"pci: {note}");
        }

        return found;
    }

    // The list changes before drivers learn of what comes, and after they have let go of what goes.
    private sealed class Recorder(PciDevices devices, IHotPlugClient client) : IHotPlugClient
    {
        public void OnPlugged(IReadOnlyList<PciFunction> functions)
        {
            devices.Add(functions);
            client.OnPlugged(functions);
        }

        public void OnUnplugged(IReadOnlyList<PciFunction> functions, bool isPresent)
        {
            client.OnUnplugged(functions, isPresent);
            devices.Remove(functions);
        }
    }
}
