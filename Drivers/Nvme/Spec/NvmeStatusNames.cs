namespace CosmosNvme.Nvme;

/// <summary>Names of status codes, in the words of nvme-cli. NVMe Base 1.4 §4.6.1.2.</summary>
internal static class NvmeStatusNames
{
    /// <summary>The name; a class of codes where the code itself has none.</summary>
    internal static string Of(NvmeStatus status) => status.TypeCode switch
    {
        // Generic command status.
        0x000 => "SUCCESS",
        0x001 => "INVALID_OPCODE",
        0x002 => "INVALID_FIELD",
        0x003 => "CMDID_CONFLICT",
        0x004 => "DATA_XFER_ERROR",
        0x005 => "POWER_LOSS",
        0x006 => "INTERNAL",
        0x007 => "ABORT_REQ",
        0x008 => "ABORT_QUEUE",
        0x009 => "FUSED_FAIL",
        0x00a => "FUSED_MISSING",
        0x00b => "INVALID_NS",
        0x00c => "CMD_SEQ_ERROR",
        0x00d => "SGL_INVALID_LAST",
        0x00e => "SGL_INVALID_COUNT",
        0x00f => "SGL_INVALID_DATA",
        0x010 => "SGL_INVALID_METADATA",
        0x011 => "SGL_INVALID_TYPE",
        0x012 => "CMB_INVALID_USE",
        0x013 => "PRP_INVALID_OFFSET",
        0x014 => "ATOMIC_WRITE_UNIT_EXCEEDED",
        0x015 => "OPERATION_DENIED",
        0x018 => "HOSTID_FORMAT",
        0x01c => "SANITIZE_FAILED",
        0x01d => "SANITIZE_IN_PROGRESS",
        0x01e => "SGL_INVALID_GRANULARITY",
        0x020 => "NS_WRITE_PROTECTED",
        0x021 => "CMD_INTERRUPTED",
        0x022 => "TRANSIENT_TRANSPORT",
        0x024 => "ADMIN_CMD_MEDIA_NOT_READY",
        0x080 => "LBA_RANGE",
        0x081 => "CAP_EXCEEDED",
        0x082 => "NS_NOT_READY",
        0x083 => "RESERVATION_CONFLICT",
        0x084 => "FORMAT_IN_PROGRESS",

        // Command specific status.
        0x100 => "CQ_INVALID",
        0x101 => "QID_INVALID",
        0x102 => "QUEUE_SIZE",
        0x103 => "ABORT_LIMIT",
        0x105 => "ASYNC_LIMIT",
        0x106 => "FIRMWARE_SLOT",
        0x107 => "FIRMWARE_IMAGE",
        0x108 => "INVALID_VECTOR",
        0x109 => "INVALID_LOG_PAGE",
        0x10a => "INVALID_FORMAT",
        0x10b => "FW_NEEDS_CONV_RESET",
        0x10c => "INVALID_QUEUE",
        0x10d => "FEATURE_NOT_SAVEABLE",
        0x10e => "FEATURE_NOT_CHANGEABLE",
        0x10f => "FEATURE_NOT_PER_NS",
        0x180 => "BAD_ATTRIBUTES",
        0x181 => "INVALID_PI",
        0x182 => "READ_ONLY",

        // Media and data integrity errors.
        0x280 => "WRITE_FAULT",
        0x281 => "READ_ERROR",
        0x282 => "GUARD_CHECK",
        0x283 => "APPTAG_CHECK",
        0x284 => "REFTAG_CHECK",
        0x285 => "COMPARE_FAILED",
        0x286 => "ACCESS_DENIED",
        0x287 => "UNWRITTEN_BLOCK",

        // Path related status.
        0x300 => "INTERNAL_PATH_ERROR",
        0x301 => "ANA_PERSISTENT_LOSS",
        0x302 => "ANA_INACCESSIBLE",
        0x303 => "ANA_TRANSITION",
        0x360 => "CTRL_PATHING_ERROR",
        0x370 => "HOST_PATHING_ERROR",
        0x371 => "HOST_CMD_ABORT",

        _ => status.Type switch
        {
            StatusCodeType.VendorSpecific => "VENDOR_SPECIFIC",
            StatusCodeType.MediaAndDataIntegrity => "MEDIA_ERROR",
            StatusCodeType.Path => "PATH_ERROR",
            _ => "UNKNOWN",
        },
    };
}
