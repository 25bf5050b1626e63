using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Numbers and names of capabilities, from the PCI Code and ID Assignment Specification §2 and §3; "-" is a number without a name.</summary>
internal sealed class CapabilityNameTests
{
    private const string Standard = """
        -
        Power Management
        AGP
        Vital Product Data
        Slot ID
        MSI
        CompactPCI hot-swap
        PCI-X
        HyperTransport
        Vendor Specific Information
        Debug port
        CompactPCI central resource control
        Hot-plug capable
        Subsystem
        AGP3
        Secure device
        Express
        MSI-X
        SATA HBA
        PCI Advanced Features
        Enhanced Allocation
        Flattening Portal Bridge
        -
        """;

    private const string Extended = """
        -
        Advanced Error Reporting
        Virtual Channel
        Device Serial Number
        Power Budgeting
        Root Complex Link
        Root Complex Internal Link
        Root Complex Event Collector
        Multi-Function Virtual Channel
        Virtual Channel
        Root Bridge Control Block
        Vendor Specific Information
        Config Access Correlation
        Access Control Services
        Alternative Routing-ID Interpretation (ARI)
        Address Translation Service (ATS)
        Single Root I/O Virtualization (SR-IOV)
        Multi-Root I/O Virtualization (MR-IOV)
        Multicast
        Page Request Interface (PRI)
        -
        Physical Resizable BAR
        Dynamic Power Allocation
        Transaction Processing Hints
        Latency Tolerance Reporting
        Secondary PCI Express
        Protocol Multiplexing
        Process Address Space ID (PASID)
        LN Requester
        Downstream Port Containment
        L1 PM Substates
        Precision Time Measurement
        PCI Express over M_PHY
        FRS Queueing
        Readiness Time Reporting
        Designated Vendor-Specific
        Virtual Resizable BAR
        Data Link Feature
        Physical Layer 16.0 GT/s
        Lane Margining at the Receiver
        Hierarchy ID
        Native PCIe Enclosure Management
        Physical Layer 32.0 GT/s
        Alternate Protocol
        System Firmware Intermediary
        Shadow Functions
        Data Object Exchange
        -
        Integrity and Data Encryption
        Physical Layer 64.0 GT/s
        -
        """;

    [TestCaseSource(nameof(StandardNames))]
    public void Name_OfAStandardCapability_IsThatOfTheTable(int id, string? name) => Assert.That(CapabilityNames.Standard((ushort)id), Is.EqualTo(name));

    [TestCaseSource(nameof(ExtendedNames))]
    public void Name_OfAnExtendedCapability_IsThatOfTheTable(int id, string? name) => Assert.That(CapabilityNames.Extended((ushort)id), Is.EqualTo(name));

    private static IEnumerable<object?[]> StandardNames() => Table(Standard);

    private static IEnumerable<object?[]> ExtendedNames() => Table(Extended);

    private static IEnumerable<object?[]> Table(string lines) =>
        lines.Split('\n', StringSplitOptions.TrimEntries).Select((name, id) => new object?[] { id, name == "-" ? null : name });
}
