using System;
using System.Globalization;

namespace CosmosNvme.Nvme;

/// <summary>
/// What is decided about a command before it is sent: whether the controller has it, whether it would take the driver's own ground away,
/// whether storage is read-only; and what has to be looked at again after it.
/// </summary>
internal static class CommandRules
{
    private const int QueuesFeature = 0x07;
    private const int HostMemoryFeature = 0x0d;

    /// <summary>Why an admin command cannot be sent; null: it can.</summary>
    /// <param name="request">The command.</param>
    /// <param name="controller">What the controller says about itself.</param>
    /// <param name="isReadOnly">True if nothing may be changed.</param>
    /// <param name="effects">What the effects log says of the command: some controllers list there what their capabilities leave out.</param>
    internal static string? ReasonAgainstAdmin(NvmeRequest request, IdentifyController controller, bool isReadOnly, Func<CommandEffects> effects)
    {
        AdminOpcode opcode = (AdminOpcode)request.Opcode;
        if (ReasonAgainstFlags(request) is string flags)
        {
            return flags;
        }

        if (opcode is AdminOpcode.CreateSubmissionQueue or AdminOpcode.CreateCompletionQueue or AdminOpcode.DeleteSubmissionQueue or AdminOpcode.DeleteCompletionQueue
            or AdminOpcode.AsynchronousEventRequest or AdminOpcode.DoorbellBufferConfig)
        {
            return $"opcode {request.Opcode:x2}h is the driver's own: it would take the queues away from under it";
        }

        if (opcode == AdminOpcode.SetFeatures && (byte)request.Dword10 is QueuesFeature or HostMemoryFeature)
        {
            return string.Create(CultureInfo.InvariantCulture, $"feature {(byte)request.Dword10:x2}h is the driver's own");
        }

        AdminCapabilities needed = NeededBy(opcode);
        if ((controller.AdminCapabilities & needed) != needed && !effects().IsSupported)
        {
            return Missing(NameOf(needed), "OACS", (ushort)needed);
        }

        if (opcode == AdminOpcode.Sanitize && (controller.SanitizeCapabilities & 7) == 0 && !effects().IsSupported)
        {
            return "the controller does not support Sanitize (SANICAP is 0)";
        }

        return isReadOnly && ChangesStorage(opcode) ? ReadOnlyReason : null;
    }

    /// <summary>Why an I/O command cannot be sent; null: it can.</summary>
    /// <inheritdoc cref="ReasonAgainstAdmin" path="/param"/>
    internal static string? ReasonAgainstIo(NvmeRequest request, IdentifyController controller, bool isReadOnly, Func<CommandEffects> effects)
    {
        if (ReasonAgainstFlags(request) is string flags)
        {
            return flags;
        }

        NvmOpcode opcode = (NvmOpcode)request.Opcode;
        NvmCapabilities needed = NeededBy(opcode);
        if ((controller.NvmCapabilities & needed) != needed && !effects().IsSupported)
        {
            return Missing(NameOf(needed), "ONCS", (ushort)needed);
        }

        return isReadOnly && !IsHarmless(opcode) ? ReadOnlyReason : null;
    }

    /// <summary>True if namespaces may be others, or have another format, after the command.</summary>
    internal static bool ChangesNamespaces(byte adminOpcode, CommandEffects effects) =>
        (AdminOpcode)adminOpcode is AdminOpcode.FormatNvm or AdminOpcode.NamespaceManagement or AdminOpcode.NamespaceAttachment or AdminOpcode.Sanitize
        || effects.ChangesNamespaceInventory || effects.ChangesNamespaceCapabilities;

    /// <summary>Says that something optional is not there.</summary>
    internal static string Missing(string what, string field, uint bit) =>
        string.Create(CultureInfo.InvariantCulture, $"the controller does not support {what} ({field} bit {System.Numerics.BitOperations.TrailingZeroCount(bit)} is 0)");

    internal const string ReadOnlyReason = "storage is read-only here (storage=ro); nothing was sent";

    private static string? ReasonAgainstFlags(NvmeRequest request) => request.Flags == 0
        ? null
        : "fused commands and data descriptions other than PRPs are not sent (flags must be 0)";

    private static AdminCapabilities NeededBy(AdminOpcode opcode) => opcode switch
    {
        AdminOpcode.NamespaceManagement or AdminOpcode.NamespaceAttachment => AdminCapabilities.NamespaceManagement,
        AdminOpcode.FirmwareCommit or AdminOpcode.FirmwareDownload => AdminCapabilities.Firmware,
        AdminOpcode.SelfTest => AdminCapabilities.SelfTest,
        AdminOpcode.DirectiveSend or AdminOpcode.DirectiveReceive => AdminCapabilities.Directives,
        AdminOpcode.VirtualizationManagement => AdminCapabilities.VirtualizationManagement,
        AdminOpcode.ManagementSend or AdminOpcode.ManagementReceive => AdminCapabilities.ManagementInterface,
        AdminOpcode.Lockdown => AdminCapabilities.Lockdown,
        AdminOpcode.FormatNvm => AdminCapabilities.FormatNvm,
        AdminOpcode.SecuritySend or AdminOpcode.SecurityReceive => AdminCapabilities.SecuritySendReceive,
        AdminOpcode.GetLbaStatus => AdminCapabilities.LbaStatus,
        _ => AdminCapabilities.None,
    };

    private static NvmCapabilities NeededBy(NvmOpcode opcode) => opcode switch
    {
        NvmOpcode.Compare => NvmCapabilities.Compare,
        NvmOpcode.WriteUncorrectable => NvmCapabilities.WriteUncorrectable,
        NvmOpcode.DatasetManagement => NvmCapabilities.DatasetManagement,
        NvmOpcode.WriteZeroes => NvmCapabilities.WriteZeroes,
        NvmOpcode.Verify => NvmCapabilities.Verify,
        NvmOpcode.Copy => NvmCapabilities.Copy,
        NvmOpcode.ReservationRegister or NvmOpcode.ReservationReport or NvmOpcode.ReservationAcquire or NvmOpcode.ReservationRelease => NvmCapabilities.Reservations,
        _ => NvmCapabilities.None,
    };

    private static string NameOf(Enum capability) => capability switch
    {
        AdminCapabilities.NamespaceManagement => "namespace management and attachment",
        AdminCapabilities.Firmware => "firmware download and commit",
        AdminCapabilities.SelfTest => "Device Self-test",
        AdminCapabilities.FormatNvm => "Format NVM",
        AdminCapabilities.LbaStatus => "Get LBA Status",
        AdminCapabilities.SecuritySendReceive => "Security Send and Receive",
        AdminCapabilities.VirtualizationManagement => "Virtualization Management",
        AdminCapabilities.ManagementInterface => "NVMe-MI Send and Receive",
        NvmCapabilities.WriteUncorrectable => "Write Uncorrectable",
        NvmCapabilities.DatasetManagement => "Dataset Management",
        NvmCapabilities.WriteZeroes => "Write Zeroes",
        _ => capability.ToString(),
    };

    private static bool ChangesStorage(AdminOpcode opcode) => opcode is not
        (AdminOpcode.GetLogPage or AdminOpcode.Identify or AdminOpcode.Abort or AdminOpcode.SetFeatures or AdminOpcode.GetFeatures or AdminOpcode.SelfTest or AdminOpcode.KeepAlive
        or AdminOpcode.DirectiveReceive or AdminOpcode.ManagementReceive or AdminOpcode.SecurityReceive or AdminOpcode.GetLbaStatus);

    private static bool IsHarmless(NvmOpcode opcode) => opcode is
        NvmOpcode.Flush or NvmOpcode.Read or NvmOpcode.Compare or NvmOpcode.Verify or NvmOpcode.ReservationReport or NvmOpcode.ZoneManagementReceive;
}
