using System;

namespace CosmosNvme.Nvme;

/// <summary>OACS: optional admin commands that a controller has. NVMe Base 1.4 §5.15.2.2; bit 10: Base 2.0.</summary>
[Flags]
public enum AdminCapabilities : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Security Send and Security Receive.</summary>
    SecuritySendReceive = 1 << 0,

    /// <summary>Format NVM.</summary>
    FormatNvm = 1 << 1,

    /// <summary>Firmware Commit and Firmware Image Download.</summary>
    Firmware = 1 << 2,

    /// <summary>Namespace Management and Namespace Attachment.</summary>
    NamespaceManagement = 1 << 3,

    /// <summary>Device Self-test.</summary>
    SelfTest = 1 << 4,

    /// <summary>Directive Send and Directive Receive.</summary>
    Directives = 1 << 5,

    /// <summary>NVMe-MI Send and NVMe-MI Receive.</summary>
    ManagementInterface = 1 << 6,

    /// <summary>Virtualization Management.</summary>
    VirtualizationManagement = 1 << 7,

    /// <summary>Doorbell Buffer Config.</summary>
    DoorbellBufferConfig = 1 << 8,

    /// <summary>Get LBA Status.</summary>
    LbaStatus = 1 << 9,

    /// <summary>Lockdown.</summary>
    Lockdown = 1 << 10,
}
