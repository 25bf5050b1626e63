using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>What admin commands do. NVMe Base 1.4 §5. Under the controller's lock.</summary>
internal static class AdminCommands
{
    private const uint AllNamespaces = uint.MaxValue;

    /// <summary>Executes a command.</summary>
    /// <returns>Null if it completes later.</returns>
    internal static (ushort Status, uint Result)? Execute(SimulatedController device, PendingCommand pending)
    {
        SimulatedCommand command = pending.Command;
        return command.Opcode switch
        {
            0x00 => (QueueCommands.DeleteSubmissionQueue(device, command.Dword10 & 0xffff), 0),
            0x01 => (QueueCommands.CreateSubmissionQueue(device, command), 0),
            0x02 => (device.Logs.Read(command), 0),
            0x04 => (QueueCommands.DeleteCompletionQueue(device, command.Dword10 & 0xffff), 0),
            0x05 => (QueueCommands.CreateCompletionQueue(device, command), 0),
            0x06 => (Identify(device, command), 0),
            0x08 => Abort(device, pending),
            0x09 => device.Features.Set(command),
            0x0a => device.Features.Get(command),
            0x0c => device.Events.Add(pending) is ushort status ? (status, 0) : null,
            0x7c when device.OffersShadowDoorbells => (device.Shadows.Configure(command.Prp1, command.Prp2), 0),
            0x80 => (Format(device, command), 0),
            0x0d when Has(device, 3) => device.Maintenance.ManageNamespace(command),
            0x15 when Has(device, 3) => (device.Maintenance.AttachNamespace(command), 0),
            0x10 when Has(device, 2) => (device.Maintenance.CommitFirmware(command), 0),
            0x11 when Has(device, 2) => (device.Maintenance.DownloadFirmware(command), 0),
            0x14 when Has(device, 4) => (device.Maintenance.TestSelf(command), 0),
            0x84 when device.SanitizeCapabilities != 0 => (device.Maintenance.Sanitize(command), 0),
            _ => (StatusCode.InvalidOpcode, 0),
        };
    }

    private static bool Has(SimulatedController device, int bit) => (device.OptionalAdminCommands & (1 << bit)) != 0;

    private static ushort Identify(SimulatedController device, SimulatedCommand command)
    {
        (ushort status, byte[] data) = IdentifyPages.Read(device, command);
        if (status != StatusCode.Success)
        {
            return status;
        }

        device.Faults.OnAdminData?.Invoke(command, data);
        if (DataPointer.TryResolve(device, command, data.Length) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        pointer.WriteToHost(data);
        return StatusCode.Success;
    }

    // Bit 0 of the result: the command was not aborted. It is best effort, so a command that is not there is no error.
    private static (ushort Status, uint Result) Abort(SimulatedController device, PendingCommand abort)
    {
        int outstanding = abort.Ring.Pending.Values.Count(pending => pending.Command.Opcode == 0x08);
        if (outstanding > device.AbortLimit + 1)
        {
            return (StatusCode.AbortLimitExceeded, 1);
        }

        uint queue = abort.Command.Dword10 & 0xffff;
        ushort commandId = (ushort)(abort.Command.Dword10 >> 16);
        if (device.IgnoresAborts
            || device.Queues.FindSubmission(queue)?.Pending.GetValueOrDefault(commandId) is not PendingCommand victim
            || victim == abort)
        {
            return (StatusCode.Success, 1);
        }

        device.Events.Remove(victim);
        device.Queues.End(victim, StatusCode.AbortRequested);
        return (StatusCode.Success, 0);
    }

    // Only what changes no layout: the format in use, everything zero.
    private static ushort Format(SimulatedController device, SimulatedCommand command)
    {
        if ((command.Dword10 & 0xf) != 0)
        {
            return StatusCode.InvalidFormat;
        }

        SimulatedNamespace[] disks = device.Namespaces
            .Where(disk => disk.IsActive && (command.NamespaceId == AllNamespaces || disk.Id == command.NamespaceId))
            .ToArray();
        if (disks.Length == 0)
        {
            return StatusCode.InvalidNamespace;
        }

        Array.ForEach(disks, disk => disk.Format());
        return StatusCode.Success;
    }
}
