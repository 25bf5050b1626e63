using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Names of commands. NVMe Base 2.0, NVM Command Set 1.0, ZNS 1.1.</summary>
internal static class NvmeCommandNames
{
    /// <summary>The name of an opcode.</summary>
    internal static string Of(byte opcode, bool isAdmin) => (isAdmin, opcode) switch
    {
        (true, 0x00) => "Delete I/O Submission Queue",
        (true, 0x01) => "Create I/O Submission Queue",
        (true, 0x02) => "Get Log Page",
        (true, 0x04) => "Delete I/O Completion Queue",
        (true, 0x05) => "Create I/O Completion Queue",
        (true, 0x06) => "Identify",
        (true, 0x08) => "Abort",
        (true, 0x09) => "Set Features",
        (true, 0x0a) => "Get Features",
        (true, 0x0c) => "Asynchronous Event Request",
        (true, 0x0d) => "Namespace Management",
        (true, 0x10) => "Firmware Commit",
        (true, 0x11) => "Firmware Image Download",
        (true, 0x14) => "Device Self-test",
        (true, 0x15) => "Namespace Attachment",
        (true, 0x18) => "Keep Alive",
        (true, 0x19) => "Directive Send",
        (true, 0x1a) => "Directive Receive",
        (true, 0x1c) => "Virtualization Management",
        (true, 0x1d) => "NVMe-MI Send",
        (true, 0x1e) => "NVMe-MI Receive",
        (true, 0x20) => "Capacity Management",
        (true, 0x24) => "Lockdown",
        (true, 0x7c) => "Doorbell Buffer Config",
        (true, 0x7f) => "Fabrics Commands",
        (true, 0x80) => "Format NVM",
        (true, 0x81) => "Security Send",
        (true, 0x82) => "Security Receive",
        (true, 0x84) => "Sanitize",
        (true, 0x86) => "Get LBA Status",
        (false, 0x00) => "Flush",
        (false, 0x01) => "Write",
        (false, 0x02) => "Read",
        (false, 0x04) => "Write Uncorrectable",
        (false, 0x05) => "Compare",
        (false, 0x08) => "Write Zeroes",
        (false, 0x09) => "Dataset Management",
        (false, 0x0c) => "Verify",
        (false, 0x0d) => "Reservation Register",
        (false, 0x0e) => "Reservation Report",
        (false, 0x11) => "Reservation Acquire",
        (false, 0x15) => "Reservation Release",
        (false, 0x19) => "Copy",
        (false, 0x79) => "Zone Management Send",
        (false, 0x7a) => "Zone Management Receive",
        (false, 0x7d) => "Zone Append",
        _ => opcode >= (isAdmin ? 0xc0 : 0x80) ? "Vendor Specific" : string.Create(CultureInfo.InvariantCulture, $"Opcode {opcode:x2}h"),
    };
}
