namespace CosmosNvme.Nvme;

/// <summary>
/// How many bytes a command makes the controller transfer, where that is known. It transfers what the dwords say, whatever the buffer has: a
/// shorter buffer would have it reach into memory that is somebody else's.
/// </summary>
internal static class TransferLength
{
    private const int Dword = sizeof(uint);
    private const int DatasetRangeBytes = 16;

    /// <summary>Of an admin command; 0: none, or not known.</summary>
    internal static long OfAdmin(NvmeRequest request) => (AdminOpcode)request.Opcode switch
    {
        AdminOpcode.Identify => IdentifyData.Bytes,
        AdminOpcode.GetLogPage => (long)Dword * (((request.Dword11 & 0xffff) << 16) + (request.Dword10 >> 16) + 1L),
        AdminOpcode.GetFeatures or AdminOpcode.SetFeatures => OfFeature((FeatureIdentifier)request.Dword10, request),
        AdminOpcode.FirmwareDownload or AdminOpcode.DirectiveSend or AdminOpcode.DirectiveReceive => Dword * (request.Dword10 + 1L),
        AdminOpcode.NamespaceAttachment => IdentifyData.Bytes,
        AdminOpcode.NamespaceManagement => (request.Dword10 & 0xf) == 0 ? IdentifyData.Bytes : 0,
        AdminOpcode.SecuritySend or AdminOpcode.SecurityReceive => request.Dword11,
        AdminOpcode.GetLbaStatus => Dword * (request.Dword12 + 1L),
        _ => 0,
    };

    /// <summary>Of an I/O command; 0: none, or not known.</summary>
    /// <param name="request">The command.</param>
    /// <param name="blockBytes">Bytes that a block takes in the data buffer.</param>
    internal static long OfIo(NvmeRequest request, int blockBytes) => (NvmOpcode)request.Opcode switch
    {
        NvmOpcode.Read or NvmOpcode.Write or NvmOpcode.Compare or NvmOpcode.ZoneAppend => ((request.Dword12 & 0xffff) + 1L) * blockBytes,
        NvmOpcode.DatasetManagement => DatasetRangeBytes * ((request.Dword10 & 0xff) + 1L),
        NvmOpcode.Copy => CopyRange.Bytes * ((request.Dword12 & 0xff) + 1L),
        NvmOpcode.ReservationReport => Dword * (request.Dword10 + 1L),
        NvmOpcode.ReservationRegister or NvmOpcode.ReservationAcquire => 16,
        NvmOpcode.ReservationRelease => 8,
        NvmOpcode.ZoneManagementReceive => Dword * (request.Dword12 + 1L),
        _ => 0,
    };

    /// <summary>Bytes of data that a feature has; 0: it has none. NVMe Base 1.4 §5.21.1.</summary>
    internal static int OfFeature(FeatureIdentifier feature, NvmeRequest request) => feature switch
    {
        _ when IsCapabilityQuestion(request) => 0,
        FeatureIdentifier.LbaRangeType => 4096,
        FeatureIdentifier.AutonomousPowerStates => 256,
        FeatureIdentifier.HostMemoryBuffer when (AdminOpcode)request.Opcode == AdminOpcode.GetFeatures => 4096,
        FeatureIdentifier.Timestamp => 8,
        FeatureIdentifier.PredictableLatency or FeatureIdentifier.HostBehavior => 512,
        FeatureIdentifier.HostIdentifier => (request.Dword11 & 1) != 0 ? 16 : 8,
        _ => 0,
    };

    // Get Features with SEL 3, "supported capabilities", answers in dword 0 alone.
    private static bool IsCapabilityQuestion(NvmeRequest request) =>
        (AdminOpcode)request.Opcode == AdminOpcode.GetFeatures && ((request.Dword10 >> 8) & 7) == 3;
}
