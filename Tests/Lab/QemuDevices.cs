using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CosmosNvme.Lab;

/// <summary>QEMU's arguments for bridges and NVMe controllers. Pure but for a look at image files.</summary>
internal sealed class QemuDevices
{
    // Slot 0 of a conventional bus behind a bridge belongs to the bridge's own hot-plug controller.
    private const int FirstConventionalSlot = 1;

    private readonly List<string> _arguments = [];
    private readonly Dictionary<string, BridgeKind> _bridges = [];
    private readonly Dictionary<string, int> _nextSlots = [];
    private readonly HashSet<string> _subsystems = [];
    private int _ports;

    /// <summary>Builds the arguments for everything that hangs on the PCI bus of a machine.</summary>
    /// <exception cref="ArgumentException">The profile contradicts itself: a bridge that is not there, a namespace without content.</exception>
    internal static IReadOnlyList<string> Build(MachineProfile profile)
    {
        QemuDevices devices = new();
        if (profile.Bridges.Any(bridge => bridge.Kind is BridgeKind.RootPort or BridgeKind.SwitchDownstream))
        {
            // Hot-plug by the port's own registers; by ACPI it would need an interpreter of firmware code.
            devices._arguments.AddRange(["-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"]);
        }

        foreach (BridgeSpec bridge in profile.Bridges)
        {
            devices.Add(bridge);
        }

        for (int i = 0; i < profile.Disks.Length; i++)
        {
            devices.Add(profile.Disks[i], i);
        }

        for (int i = 0; i < profile.Controllers.Length; i++)
        {
            devices.Add(profile.Controllers[i], profile.Disks.Length + i);
        }

        return devices._arguments;
    }

    /// <summary>The arguments for a controller that comes while the machine runs, as pairs of option and text.</summary>
    /// <param name="profile">The machine as it was started.</param>
    /// <param name="controller">The controller.</param>
    /// <param name="index">Its number among all controllers that the machine ever had.</param>
    /// <exception cref="ArgumentException">Its namespaces are devices of their own: QEMU cannot add those to a running machine.</exception>
    internal static IEnumerable<(string Option, string Text)> BuildLate(MachineProfile profile, ControllerSpec controller, int index)
    {
        if (controller is not ({ Namespaces: [] } or { Subsystem: null, Namespaces: [{ IsPlain: true }] }))
        {
            throw new ArgumentException("A controller that is plugged in can have one plain namespace, or none.");
        }

        QemuDevices devices = new();
        foreach (BridgeSpec bridge in profile.Bridges)
        {
            devices._bridges[bridge.Name] = bridge.Kind;
        }

        devices._subsystems.UnionWith(profile.Controllers.Select(other => other.Subsystem).OfType<string>());
        devices.Add(controller, index);
        return devices._arguments.Chunk(2).Select(pair => (pair[0], pair[1]));
    }

    /// <summary>QEMU's name of a controller.</summary>
    internal static string ControllerName(int index) => Name("nvme", index);

    private void Add(BridgeSpec bridge)
    {
        string place = Place(bridge.Behind, bridge.Slot);
        if (!_bridges.TryAdd(bridge.Name, bridge.Kind))
        {
            throw new ArgumentException($"Two bridges are called '{bridge.Name}'.");
        }

        // A port without a root that it belongs to would land on the second root as soon as there is one.
        string onRoot = bridge.Behind is null ? ",bus=pcie.0" : "";
        string port = string.Create(CultureInfo.InvariantCulture, $"chassis={++_ports},slot={_ports}");
        Device(bridge.Kind switch
        {
            BridgeKind.RootPort => $"pcie-root-port,id={BusName(bridge.Name)},{port}{onRoot}{place}",
            BridgeKind.Pci => string.Create(CultureInfo.InvariantCulture, $"pci-bridge,id={BusName(bridge.Name)},chassis_nr={_ports}{place}"),
            BridgeKind.ExpressToPci => $"pcie-pci-bridge,id={BusName(bridge.Name)}{onRoot}{place}",
            BridgeKind.SwitchUpstream => $"x3130-upstream,id={BusName(bridge.Name)}{place}",
            BridgeKind.SwitchDownstream => $"xio3130-downstream,id={BusName(bridge.Name)},{port}{place}",
            BridgeKind.SecondRoot => string.Create(CultureInfo.InvariantCulture, $"pxb-pcie,id={BusName(bridge.Name)},bus_nr={bridge.FirstBus}{onRoot}{place}"),
            _ => throw new ArgumentException($"{bridge.Kind} is not a kind of bridge."),
        });
    }

    private void Add(DiskSpec disk, int index)
    {
        string drive = Name("disk", index);
        _arguments.AddRange(new ImageBacking(disk.Path).Arguments(drive));
        string serial = disk.Has("serial") ? "" : $",serial={Serial(index)}";
        Device($"nvme,drive={drive}{serial}{Text(disk.Properties)}");
    }

    private void Add(ControllerSpec controller, int index)
    {
        if (controller.Subsystem is string subsystem && _subsystems.Add(subsystem))
        {
            Device($"nvme-subsys,id={subsystem}");
        }

        string name = ControllerName(index);
        string device = $"nvme,id={name},serial={QemuArguments.Escape(controller.Serial ?? controller.Subsystem ?? Serial(index))}"
            + Option("max_ioqpairs", controller.IoQueuePairs) + Option("msix_qsize", controller.MsiXVectors) + Option("mdts", controller.TransferLimit)
            + (controller.Subsystem is null ? "" : $",subsys={controller.Subsystem}") + Text(controller.Properties) + Place(controller.Behind, controller.Slot);
        if (controller is { Subsystem: null, Namespaces: [{ IsPlain: true } only] })
        {
            Device($"{device},drive={Back(only, name, 0)}{BlockSize(only)}");
            return;
        }

        Device(device);
        for (int i = 0; i < controller.Namespaces.Length; i++)
        {
            Add(controller.Namespaces[i], name, i);
        }
    }

    private void Add(NamespaceSpec space, string controller, int index)
    {
        string metadata = space.MetadataBytes == 0 ? "" : Option("ms", space.MetadataBytes) + Option("mset", space.HasExtendedBlocks ? 1 : 0) + Option("pi", space.ProtectionType);
        Device($"nvme-ns,id={Name(controller + "n", index)},bus={controller},drive={Back(space, controller, index)}{BlockSize(space)}{metadata}"
            + (space.Id == 0 ? "" : Option("nsid", space.Id)) + (space.IsDetached ? ",detached=on" : "") + (space.IsPrivate ? ",shared=off" : "") + Text(space.Properties));
    }

    private string Back(NamespaceSpec space, string controller, int index)
    {
        Backing backing = space.Backing ?? throw new ArgumentException($"Namespace {index} of {controller} has no content: give the profile its backings before it is started.");
        string id = Name($"{controller}-disk", index);
        _arguments.AddRange(backing.Arguments(id));
        return id;
    }

    private string Place(string? bus, int? slot)
    {
        if (bus is null)
        {
            return slot is null ? "" : Address(slot.Value);
        }

        if (!_bridges.TryGetValue(bus, out BridgeKind kind))
        {
            throw new ArgumentException($"There is no bridge '{bus}' above its users.");
        }

        if (slot is null && kind is BridgeKind.Pci or BridgeKind.ExpressToPci)
        {
            slot = _nextSlots.GetValueOrDefault(bus, FirstConventionalSlot);
            _nextSlots[bus] = slot.Value + 1;
        }

        return $",bus={BusName(bus)}{(slot is null ? "" : Address(slot.Value))}";
    }

    private void Device(string text) => _arguments.AddRange(["-device", text]);

    // With a prefix: a port called "port" makes QEMU stumble over its own property of that name.
    private static string BusName(string bridge) => $"bus-{bridge}";

    private static string Address(int slot) => string.Create(CultureInfo.InvariantCulture, $",addr={slot:x}");

    private static string Name(string prefix, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{index}");

    private static string Serial(int index) => Name("cosmos", index);

    private static string Option(string name, int? value) => value is null ? "" : string.Create(CultureInfo.InvariantCulture, $",{name}={value}");

    private static string BlockSize(NamespaceSpec space) =>
        space.BlockBytes == 512 ? "" : Option("logical_block_size", space.BlockBytes) + Option("physical_block_size", space.BlockBytes);

    private static string Text(IEnumerable<KeyValuePair<string, string>> properties) =>
        string.Concat(properties.Select(property => $",{property.Key}={QemuArguments.Escape(property.Value)}"));
}
