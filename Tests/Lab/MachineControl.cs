using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>What can be done to a running machine from outside: devices come and go, properties change, disks slow down, time stops.</summary>
/// <remarks>Any thread. Every call ends within a minute or the time given; what QEMU refuses is a <see cref="LabException"/> in QEMU's words.</remarks>
public sealed class MachineControl
{
    private readonly ControlChannel _channel;
    private readonly MachineProfile _profile;
    private int _controllers;

    internal MachineControl(ControlChannel channel, MachineProfile profile)
    {
        _channel = channel;
        _profile = profile;
        _controllers = profile.Disks.Length + profile.Controllers.Length;
    }

    /// <summary>Runs a command of QEMU's monitor for people, such as <c>info pci</c>.</summary>
    /// <param name="command">The command.</param>
    /// <returns>What it printed; lines end with <c>\r\n</c>. Its complaints are among that.</returns>
    public async Task<string> MonitorAsync(string command) =>
        (await _channel.ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = command }))?.GetValue<string>() ?? "";

    /// <summary>Runs any command of QMP, for what has no method here.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    public Task<JsonNode?> ExecuteAsync(string command, JsonObject? arguments = null) => _channel.ExecuteAsync(command, arguments);

    /// <summary>Plugs a controller in. Give it the name of a free <see cref="BridgeKind.RootPort"/> in <see cref="ControllerSpec.Behind"/>.</summary>
    /// <param name="controller">The controller: with one plain namespace, or none. More are devices of their own, which QEMU adds to no running machine.</param>
    /// <returns>QEMU's name of the device.</returns>
    public async Task<string> AddControllerAsync(ControllerSpec controller)
    {
        int index = _controllers++;
        foreach ((string option, string text) in QemuDevices.BuildLate(_profile, controller, index))
        {
            if (option == "-device")
            {
                await _channel.ExecuteAsync("device_add", DeviceArguments(text));
                continue;
            }

            // The monitor takes what the command line takes; QMP would want each block driver's options in their types.
            string answer = (await MonitorAsync($"drive_add {(option == "-blockdev" ? "-n " : "")}0 {Quote(text)}")).Trim();
            if (answer is not ("" or "OK"))
            {
                throw new LabException($"'drive_add' failed: {answer}");
            }
        }

        return QemuDevices.ControllerName(index);
    }

    /// <summary>Presses the button that asks the machine to let a device go. It goes when the machine agrees; <see cref="WaitForRemovalAsync"/> waits for that.</summary>
    /// <param name="device">QEMU's name of the device.</param>
    /// <returns>What to hand to <see cref="WaitForRemovalAsync"/>.</returns>
    public async Task<RemovalRequest> RequestRemovalAsync(string device)
    {
        int from = _channel.EventCount;
        await _channel.ExecuteAsync("device_del", new JsonObject { ["id"] = device });
        return new RemovalRequest(device, from);
    }

    /// <summary>Waits until a device is gone.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long to wait.</param>
    /// <exception cref="LabException">The machine kept the device.</exception>
    public Task WaitForRemovalAsync(RemovalRequest request, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _channel.WaitForEventAsync("DEVICE_DELETED", request.From, limit, data => data["device"]?.GetValue<string>() == request.Device);
    }

    /// <summary>Reads a property of a device.</summary>
    /// <param name="device">QEMU's name of the device.</param>
    /// <param name="property">The property.</param>
    /// <typeparam name="T">Its type in JSON: number, bool or string.</typeparam>
    public async Task<T> GetPropertyAsync<T>(string device, string property)
    {
        JsonNode value = await _channel.ExecuteAsync("qom-get", new JsonObject { ["path"] = Path(device), ["property"] = property })
            ?? throw new LabException($"'{property}' of {device} has no value.");
        return value.GetValue<T>();
    }

    /// <summary>Changes a property of a device, such as <c>smart_critical_warning</c> of a controller.</summary>
    /// <param name="device">QEMU's name of the device.</param>
    /// <param name="property">The property.</param>
    /// <param name="value">Its value.</param>
    public Task SetPropertyAsync(string device, string property, JsonValue value) =>
        _channel.ExecuteAsync("qom-set", new JsonObject { ["path"] = Path(device), ["property"] = property, ["value"] = value });

    /// <summary>Limits the speed of a disk.</summary>
    /// <param name="device">QEMU's name of the device that has the disk: a controller with a plain namespace, or a namespace.</param>
    /// <param name="bytesPerSecond">Most bytes per second; 0 for no limit.</param>
    /// <param name="operationsPerSecond">Most reads and writes per second; 0 for no limit.</param>
    public Task ThrottleAsync(string device, long bytesPerSecond = 0, long operationsPerSecond = 0) => _channel.ExecuteAsync("block_set_io_throttle", new JsonObject
    {
        ["id"] = device,
        ["bps"] = bytesPerSecond,
        ["bps_rd"] = 0,
        ["bps_wr"] = 0,
        ["iops"] = operationsPerSecond,
        ["iops_rd"] = 0,
        ["iops_wr"] = 0,
    });

    /// <summary>Stops the machine's CPUs and its time; devices finish what they have begun.</summary>
    public Task PauseAsync() => _channel.ExecuteAsync("stop");

    /// <summary>Lets a paused machine run on.</summary>
    public Task ResumeAsync() => _channel.ExecuteAsync("cont");

    /// <summary>QEMU's word for what the machine does: <c>running</c>, <c>paused</c> ...</summary>
    public async Task<string> GetStatusAsync() => (await _channel.ExecuteAsync("query-status"))!["status"]!.GetValue<string>();

    /// <summary>Splits what stands behind <c>-device</c> into the arguments of <c>device_add</c>.</summary>
    internal static JsonObject DeviceArguments(string text)
    {
        List<string> parts = DiskSpec.Split(text);
        JsonObject arguments = new() { ["driver"] = parts[0] };
        foreach (string part in parts[1..])
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            arguments[part[..equals]] = part[(equals + 1)..];
        }

        return arguments;
    }

    private static string Path(string device) => $"/machine/peripheral/{device}";

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
