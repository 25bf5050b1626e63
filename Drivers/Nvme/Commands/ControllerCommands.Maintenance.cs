using System;
using System.Globalization;

namespace CosmosNvme.Nvme;

/// <content>This part: firmware, self-test, sanitize.</content>
public sealed partial class ControllerCommands
{
    private const ushort OverlappingRange = 0x114;
    private const int FirmwareUnit = 4096;
    private const int AnyGranularity = 255;

    /// <summary>Firmware Image Download, in pieces as the controller wants them. NVMe Base 1.4 §5.12.</summary>
    /// <param name="image">The image, or a part of it: a multiple of 4 bytes.</param>
    /// <param name="offset">Where in the image the part begins, a multiple of 4.</param>
    /// <param name="pieceBytes">Longest piece; 0: as FWUG asks.</param>
    /// <param name="progress">Called with the bytes that are through; null: nobody wants to know.</param>
    /// <param name="ignoresOverlaps">True: goes on where the controller says that pieces overlap.</param>
    public NvmeAnswer DownloadFirmware(ReadOnlyMemory<byte> image, uint offset = 0, int pieceBytes = 0, Action<int>? progress = null, bool ignoresOverlaps = false)
    {
        if (image.Length % sizeof(uint) != 0 || offset % sizeof(uint) != 0 || pieceBytes % sizeof(uint) != 0)
        {
            return NvmeAnswer.NotSent("images, their offsets and pieces are multiples of 4 bytes");
        }

        int granularity = Identity.FirmwareGranularity is 0 or AnyGranularity ? FirmwareUnit : Identity.FirmwareGranularity * FirmwareUnit;
        int piece = Math.Min(pieceBytes == 0 ? granularity : pieceBytes, MaximumDataBytes);
        NvmeAnswer answer = image.IsEmpty ? NvmeAnswer.NotSent("the image is empty") : default;
        for (int done = 0; done < image.Length; done += piece)
        {
            byte[] data = image.Slice(done, Math.Min(piece, image.Length - done)).ToArray();
            answer = ExecuteAdmin(
                new NvmeRequest
                {
                    Opcode = (byte)AdminOpcode.FirmwareDownload,
                    Dword10 = (uint)(data.Length / sizeof(uint)) - 1,
                    Dword11 = (offset + (uint)done) / sizeof(uint),
                    Direction = DataDirection.ToController,
                },
                data);
            answer = ignoresOverlaps && answer.Outcome == NvmeOutcome.Completed && answer.Status.TypeCode == OverlappingRange ? answer with { Status = NvmeStatus.Success } : answer;
            if (!answer.IsSuccess)
            {
                break;
            }

            progress?.Invoke(done + data.Length);
        }

        return answer;
    }

    /// <summary>Firmware Commit. NVMe Base 1.4 §5.11. A status of 10Bh, 110h or 111h asks for a reset before the image runs.</summary>
    /// <param name="slot">FS: 0 the controller chooses, 1 to 7.</param>
    /// <param name="action">CA: 0 replace, 1 replace and activate at reset, 2 activate at reset, 3 replace and activate now, 6 and 7 boot partitions.</param>
    /// <param name="bootPartition">BPID.</param>
    public NvmeAnswer CommitFirmware(int slot, int action, int bootPartition = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)slot, 7u, nameof(slot));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)action, 7u, nameof(action));
        int slots = (Identity.FirmwareUpdates >> 1) & 7;
        if (Identity.AdminCapabilities.HasFlag(AdminCapabilities.Firmware) && slot > slots)
        {
            return NvmeAnswer.NotSent(string.Create(CultureInfo.InvariantCulture, $"there is no slot {slot}: the controller has {slots} (FRMW)"));
        }

        return ExecuteAdmin(
            new NvmeRequest { Opcode = (byte)AdminOpcode.FirmwareCommit, Dword10 = ((uint)(bootPartition & 1) << 31) | ((uint)action << 3) | (uint)slot },
            default);
    }

    /// <summary>Device Self-test. NVMe Base 1.4 §5.8. Starts it and returns; <see cref="ReadSelfTests"/> tells how it goes.</summary>
    /// <param name="namespaceId">0: the controller alone; ffffffffh: all namespaces too.</param>
    /// <param name="code">STC: 1 short, 2 extended, eh vendor specific, fh abort.</param>
    public NvmeAnswer TestSelf(uint namespaceId, int code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)code, 15u, nameof(code));
        return ExecuteAdmin(new NvmeRequest { Opcode = (byte)AdminOpcode.SelfTest, NamespaceId = namespaceId, Dword10 = (uint)code }, default);
    }

    /// <summary>Sanitize: all data of the subsystem is lost. NVMe Base 1.4 §5.24. Starts it and returns; <see cref="ReadSanitize"/> tells how it goes.</summary>
    /// <param name="action">SANACT.</param>
    /// <param name="settings">How.</param>
    public NvmeAnswer Sanitize(SanitizeAction action, SanitizeSettings settings = default)
    {
        uint needed = action switch
        {
            SanitizeAction.CryptoErase => 1u << 0,
            SanitizeAction.BlockErase => 1u << 1,
            SanitizeAction.Overwrite => 1u << 2,
            _ => 0,
        };
        if (needed != 0 && (Identity.SanitizeCapabilities & needed) == 0)
        {
            return NvmeAnswer.NotSent(CommandRules.Missing($"sanitizing by {action}", "SANICAP", needed));
        }

        uint value = (uint)action & 7;
        value |= settings.AllowsUnrestrictedExit ? 1u << 3 : 0;
        value |= (uint)(settings.Passes & 0xf) << 4;
        value |= settings.InvertsPattern ? 1u << 8 : 0;
        value |= settings.KeepsAllocation ? 1u << 9 : 0;
        return ExecuteAdmin(new NvmeRequest { Opcode = (byte)AdminOpcode.Sanitize, Dword10 = value, Dword11 = settings.Pattern }, default);
    }
}
