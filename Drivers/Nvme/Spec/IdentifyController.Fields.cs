using System;

namespace CosmosNvme.Nvme;

/// <content>This part: the fields that are plain numbers. NVMe Base 1.4 §5.15.2.2, additions to Base 2.0.</content>
public sealed partial class IdentifyController
{
    /// <summary>VID (0): PCI vendor id.</summary>
    public ushort VendorId => Word(0);

    /// <summary>SSVID (2): PCI subsystem vendor id.</summary>
    public ushort SubsystemVendorId => Word(2);

    /// <summary>RAB (72): recommended arbitration burst, log2.</summary>
    public byte ArbitrationBurst => Byte(72);

    /// <summary>IEEE (73): IEEE organizationally unique identifier, its first byte the lowest.</summary>
    public uint OrganizationId => Dword(73) & 0xffffff;

    /// <summary>CMIC (76): whether the subsystem has several ports and controllers, a bit each.</summary>
    public byte Multipath => Byte(76);

    /// <summary>CNTLID (78): number of the controller in its subsystem.</summary>
    public ushort ControllerId => Word(78);

    /// <summary>RTD3R (84): typical time to resume from runtime D3, in microseconds; 0 unknown.</summary>
    public uint ResumeMicroseconds => Dword(84);

    /// <summary>OAES (92): optional asynchronous events, a bit each.</summary>
    public uint OptionalEvents => Dword(92);

    /// <summary>CTRATT (96): controller attributes, a bit each.</summary>
    public uint Attributes => Dword(96);

    /// <summary>RRLS (100): read recovery levels supported, a bit each.</summary>
    public ushort ReadRecoveryLevels => Word(100);

    /// <summary>CNTRLTYPE (111): 1 I/O, 2 discovery, 3 administrative controller; 0 not reported.</summary>
    public byte ControllerType => Byte(111);

    /// <summary>CRDT1 (128): first command retry delay, in units of 100 ms.</summary>
    public ushort RetryDelay1 => Word(128);

    /// <summary>CRDT2 (130): second command retry delay, in units of 100 ms.</summary>
    public ushort RetryDelay2 => Word(130);

    /// <summary>CRDT3 (132): third command retry delay, in units of 100 ms.</summary>
    public ushort RetryDelay3 => Word(132);

    /// <summary>NVMSR (253): what the subsystem is part of, a bit each.</summary>
    public byte SubsystemReport => Byte(253);

    /// <summary>VWCI (254): write cycles left of the vital product data.</summary>
    public byte VpdWriteCycles => Byte(254);

    /// <summary>MEC (255): management endpoints, a bit each.</summary>
    public byte ManagementEndpoints => Byte(255);

    /// <summary>OACS (256): optional admin commands, a bit each.</summary>
    public ushort OptionalAdminCommands => Word(256);

    /// <summary>FRMW (260): firmware slots and how they are activated.</summary>
    public byte FirmwareUpdates => Byte(260);

    /// <summary>LPA (261): what log pages and Get Log Page can do, a bit each.</summary>
    public byte LogPageAttributes => Byte(261);

    /// <summary>AVSCC (264): whether vendor specific admin commands have the standard format.</summary>
    public byte VendorAdminCommands => Byte(264);

    /// <summary>APSTA (265): whether power states change autonomously.</summary>
    public byte AutonomousPowerStates => Byte(265);

    /// <summary>WCTEMP (266): composite temperature of the warning, in kelvin; 0 not reported.</summary>
    public ushort WarningTemperature => Word(266);

    /// <summary>CCTEMP (268): critical composite temperature, in kelvin; 0 not reported.</summary>
    public ushort CriticalTemperature => Word(268);

    /// <summary>MTFA (270): longest pause for activating firmware, in units of 100 ms.</summary>
    public ushort FirmwareActivationTime => Word(270);

    /// <summary>HMPRE (272): host memory buffer wanted, in units of 4 KiB.</summary>
    public uint HostMemoryPreferred => Dword(272);

    /// <summary>HMMIN (276): smallest host memory buffer of use, in units of 4 KiB.</summary>
    public uint HostMemoryMinimum => Dword(276);

    /// <summary>TNVMCAP (280): bytes of the subsystem's media that this controller reaches.</summary>
    public UInt128 TotalCapacity => Octword(280);

    /// <summary>UNVMCAP (296): bytes of that which belong to no namespace.</summary>
    public UInt128 UnallocatedCapacity => Octword(296);

    /// <summary>RPMBS (312): replay protected memory blocks.</summary>
    public uint ReplayProtectedMemory => Dword(312);

    /// <summary>EDSTT (316): nominal time of an extended self-test, in minutes.</summary>
    public ushort SelfTestMinutes => Word(316);

    /// <summary>DSTO (318): bit 0: one self-test at a time in the subsystem.</summary>
    public byte SelfTestOptions => Byte(318);

    /// <summary>FWUG (319): granularity of a firmware image's pieces, in units of 4 KiB; 0 unknown, 255 none.</summary>
    public byte FirmwareGranularity => Byte(319);

    /// <summary>KAS (320): granularity of the keep alive timer, in units of 100 ms.</summary>
    public ushort KeepAlive => Word(320);

    /// <summary>HCTMA (322): bit 0: host controlled thermal management.</summary>
    public ushort HostThermalManagement => Word(322);

    /// <summary>MNTMT (324): lowest temperature for it, in kelvin.</summary>
    public ushort MinimumThermalTemperature => Word(324);

    /// <summary>MXTMT (326): highest temperature for it, in kelvin.</summary>
    public ushort MaximumThermalTemperature => Word(326);

    /// <summary>SANICAP (328): kinds of sanitize operations, a bit each.</summary>
    public uint SanitizeCapabilities => Dword(328);

    /// <summary>HMMINDS (332): smallest piece of a host memory buffer, in units of 4 KiB.</summary>
    public uint HostMemoryMinimumDescriptor => Dword(332);

    /// <summary>HMMAXD (336): most pieces of a host memory buffer.</summary>
    public ushort HostMemoryMaximumDescriptors => Word(336);

    /// <summary>NSETIDMAX (338): highest NVM set id.</summary>
    public ushort HighestNvmSet => Word(338);

    /// <summary>ENDGIDMAX (340): highest endurance group id.</summary>
    public ushort HighestEnduranceGroup => Word(340);

    /// <summary>ANATT (342): longest transition between asymmetric access states, in seconds.</summary>
    public byte AccessTransitionSeconds => Byte(342);

    /// <summary>ANACAP (343): asymmetric namespace access states, a bit each.</summary>
    public byte AccessCapabilities => Byte(343);

    /// <summary>ANAGRPMAX (344): highest ANA group id.</summary>
    public uint HighestAccessGroup => Dword(344);

    /// <summary>NANAGRPID (348): number of ANA groups.</summary>
    public uint AccessGroupCount => Dword(348);

    /// <summary>PELS (352): largest persistent event log, in units of 64 KiB.</summary>
    public uint PersistentEventLogSize => Dword(352);

    /// <summary>DOMAINID (356): the domain that the controller is in.</summary>
    public ushort DomainId => Word(356);

    /// <summary>MEGCAP (368): bytes of the largest endurance group.</summary>
    public UInt128 EnduranceGroupCapacity => Octword(368);

    /// <summary>SQES (512): log2 of the sizes of a submission entry: required in bits 0-3, largest in bits 4-7.</summary>
    public byte SubmissionEntrySizes => Byte(512);

    /// <summary>CQES (513): log2 of the sizes of a completion entry, likewise.</summary>
    public byte CompletionEntrySizes => Byte(513);

    /// <summary>MAXCMD (514): most outstanding commands of a queue that make sense; 0 not reported.</summary>
    public ushort MaximumCommands => Word(514);

    /// <summary>ONCS (520): optional NVM commands, a bit each.</summary>
    public ushort OptionalNvmCommands => Word(520);

    /// <summary>FUSES (522): bit 0: fused Compare and Write.</summary>
    public ushort FusedOperations => Word(522);

    /// <summary>FNA (524): how Format NVM behaves, a bit each.</summary>
    public byte FormatAttributes => Byte(524);

    /// <summary>VWC (525): bit 0: volatile write cache; bits 1-2: what Flush makes of all namespaces.</summary>
    public byte WriteCache => Byte(525);

    /// <summary>AWUN (526): blocks written atomically, zero-based.</summary>
    public ushort AtomicWriteBlocks => Word(526);

    /// <summary>AWUPF (528): the same across a power failure, zero-based.</summary>
    public ushort AtomicPowerFailBlocks => Word(528);

    /// <summary>ICSVSCC (530): whether vendor specific I/O commands have the standard format.</summary>
    public byte VendorIoCommands => Byte(530);

    /// <summary>NWPC (531): kinds of namespace write protection, a bit each.</summary>
    public byte WriteProtection => Byte(531);

    /// <summary>ACWU (532): blocks of an atomic Compare and Write, zero-based.</summary>
    public ushort AtomicCompareBlocks => Word(532);

    /// <summary>OCFS (534): formats of Copy's source ranges, a bit each.</summary>
    public ushort CopyFormats => Word(534);

    /// <summary>SGLS (536): support for scatter gather lists.</summary>
    public uint ScatterGatherLists => Dword(536);

    /// <summary>MNAN (540): most namespaces; 0: as many as NN.</summary>
    public uint MaximumNamespaces => Dword(540);

    /// <summary>MAXDNA (544): most namespaces attached to the controllers of the domain.</summary>
    public UInt128 MaximumDomainAttachments => Octword(544);

    /// <summary>MAXCNA (560): most namespaces attached to this controller.</summary>
    public uint MaximumAttachments => Dword(560);

    /// <summary>IOCCSZ (1792): fabrics: capsule of an I/O command, in units of 16 bytes.</summary>
    public uint FabricsCommandSize => Dword(1792);

    /// <summary>IORCSZ (1796): fabrics: capsule of an I/O response, in units of 16 bytes.</summary>
    public uint FabricsResponseSize => Dword(1796);

    /// <summary>ICDOFF (1800): fabrics: in-capsule data offset, in units of 16 bytes.</summary>
    public ushort FabricsDataOffset => Word(1800);

    /// <summary>FCATT (1802): fabrics: controller attributes.</summary>
    public byte FabricsAttributes => Byte(1802);

    /// <summary>MSDBD (1803): fabrics: most SGL data block descriptors.</summary>
    public byte FabricsDescriptors => Byte(1803);

    /// <summary>OFCS (1804): fabrics: optional commands, a bit each.</summary>
    public ushort FabricsCommands => Word(1804);
}
