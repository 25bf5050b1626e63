using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>The commands of the Zoned Namespace command set on one namespace. Synchronous. Any thread; allocates.</summary>
public sealed class ZoneCommands
{
    private const int HeaderBytes = 64;
    private const int PieceBytes = 64 * 1024;
    private const byte ZonedCommandSet = 2;
    private const byte Report = 0;
    private const byte ExtendedReport = 1;
    private const int ExtensionUnitBytes = 64;
    private const ushort RandomWriteAreas = 1 << 1;

    private readonly ControllerCommands _controller;
    private readonly NamespaceCommands _namespace;

    internal ZoneCommands(ControllerCommands controller, NamespaceCommands owner)
    {
        _controller = controller;
        _namespace = owner;
    }

    /// <summary>Identify Namespace of this command set.</summary>
    public NvmeAnswer ReadIdentify(out IdentifyZonedNamespace? identify)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = _controller.Identify(IdentifyTarget.CommandSetNamespace, _namespace.Id, data, commandSet: ZonedCommandSet);
        identify = answer.IsSuccess ? new IdentifyZonedNamespace(data) : null;
        return answer;
    }

    /// <summary>Zone Management Receive, Report Zones or Extended Report Zones, in pieces. ZNS 1.1 §3.4.2.</summary>
    /// <param name="start">A block of the first zone.</param>
    /// <param name="limit">Most zones to report.</param>
    /// <param name="state">Only zones in this state; <see cref="ZoneState.None"/>: all.</param>
    /// <param name="isExtended">True: with descriptor extensions, which the namespace's format must have.</param>
    /// <param name="zones">The zones, ascending.</param>
    /// <param name="total">Zones from the first one on that match, reported or not.</param>
    public NvmeAnswer ReportZones(ulong start, int limit, ZoneState state, bool isExtended, out IReadOnlyList<ZoneDescriptor> zones, out ulong total)
    {
        List<ZoneDescriptor> list = [];
        zones = list;
        total = 0;
        NvmeAnswer answer = ReadIdentify(out IdentifyZonedNamespace? identify);
        if (!answer.IsSuccess)
        {
            return answer;
        }

        (ulong zoneBlocks, byte units) = identify!.Extension(_namespace.Identify.FormatIndex);
        int itemBytes = ZoneDescriptor.Bytes + (isExtended ? units * ExtensionUnitBytes : 0);
        int perPiece = (Math.Min(PieceBytes, _controller.MaximumDataBytes) - HeaderBytes) / itemBytes;
        if ((isExtended && units == 0) || perPiece == 0)
        {
            return NvmeAnswer.NotSent(units == 0
                ? "the namespace's zones have no descriptor extensions (ZDES is 0)"
                : $"a zone with its descriptor extension is {itemBytes} bytes, more than the controller transfers at once");
        }

        bool isFirst = true;
        ulong next = start;
        bool goesOn;
        do
        {
            int wanted = Math.Clamp(limit - list.Count, 1, perPiece);
            byte[] data = new byte[HeaderBytes + (wanted * itemBytes)];
            answer = Receive(isExtended ? ExtendedReport : Report, FilterOf(state), isPartial: false, next, data);
            if (!answer.IsSuccess)
            {
                return answer;
            }

            ulong matching = BinaryPrimitives.ReadUInt64LittleEndian(data);
            total = isFirst ? matching : total;
            isFirst = false;
            int here = (int)Math.Min(matching, (ulong)Math.Min(wanted, limit - list.Count));
            for (int index = 0; index < here; index++)
            {
                ReadOnlyMemory<byte> item = data.AsMemory(HeaderBytes + (index * itemBytes), itemBytes);
                list.Add(new ZoneDescriptor(item.Span[..ZoneDescriptor.Bytes], item[ZoneDescriptor.Bytes..]));
            }

            // The next zone begins where the size of zones says. One that does not lie behind the one before would lead round in circles.
            ulong last = here == 0 ? 0 : list[^1].Start;
            goesOn = here > 0 && last >= next && last + zoneBlocks > last && last + zoneBlocks < _namespace.Identify.Size && list.Count < limit && (ulong)list.Count < total;
            next = last + zoneBlocks;
        }
        while (goesOn);

        return answer;
    }

    /// <summary>Zone Management Receive. ZNS 1.1 §3.4.2.</summary>
    /// <param name="action">ZRA: 0 report, 1 extended report.</param>
    /// <param name="specific">ZRASF: 0 all zones, 1 empty, 2 implicitly opened, 3 explicitly opened, 4 closed, 5 full, 6 read only, 7 offline.</param>
    /// <param name="isPartial">The number in the header counts reported zones only.</param>
    /// <param name="start">A block of the first zone.</param>
    /// <param name="data">Where the report goes: a multiple of 4 bytes.</param>
    public NvmeAnswer Receive(byte action, byte specific, bool isPartial, ulong start, Memory<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length % sizeof(uint), 0, nameof(data));
        return _controller.ExecuteIo(
            new NvmeRequest
            {
                Opcode = (byte)NvmOpcode.ZoneManagementReceive,
                NamespaceId = _namespace.Id,
                Dword10 = (uint)start,
                Dword11 = (uint)(start >> 32),
                Dword12 = (uint)(data.Length / sizeof(uint)) - 1,
                Dword13 = (isPartial ? 1u << 16 : 0) | ((uint)specific << 8) | action,
                Direction = DataDirection.FromController,
            },
            data);
    }

    /// <summary>Zone Management Send. ZNS 1.1 §3.4.3.</summary>
    /// <param name="action">ZSA.</param>
    /// <param name="start">First block of the zone; for a flush of its random write area the last block to be flushed.</param>
    /// <param name="selectsAll">True: all zones that the action can be done to.</param>
    /// <param name="takesRandomWriteArea">ZSASO, for actions that open: the zone gets a random write area.</param>
    /// <param name="timeoutNanoseconds">How long it may take; 0: as other I/O commands.</param>
    /// <param name="data">The descriptor extension, for the action that sets one.</param>
    public NvmeAnswer Send(ZoneAction action, ulong start, bool selectsAll = false, bool takesRandomWriteArea = false, long timeoutNanoseconds = 0, Memory<byte> data = default)
    {
        if (takesRandomWriteArea || action == ZoneAction.FlushRandomWriteArea)
        {
            NvmeAnswer answer = ReadIdentify(out IdentifyZonedNamespace? identify);
            if (!answer.IsSuccess)
            {
                return answer;
            }

            if ((identify!.OptionalCommands & RandomWriteAreas) == 0)
            {
                return NvmeAnswer.NotSent("the namespace does not support random write areas of zones (OZCS bit 1 is 0)");
            }
        }

        return _controller.ExecuteIo(
            new NvmeRequest
            {
                Opcode = (byte)NvmOpcode.ZoneManagementSend,
                NamespaceId = _namespace.Id,
                Dword10 = (uint)start,
                Dword11 = (uint)(start >> 32),
                Dword13 = (takesRandomWriteArea ? 1u << 9 : 0) | (selectsAll ? 1u << 8 : 0) | (byte)action,
                Direction = data.Length == 0 ? DataDirection.None : DataDirection.ToController,
                TimeoutNanoseconds = timeoutNanoseconds,
            },
            data);
    }

    /// <summary>Zone Append. ZNS 1.1 §3.4.1. Where the data went is <see cref="NvmeAnswer.Value"/>.</summary>
    /// <param name="start">First block of the zone.</param>
    /// <param name="data">Whole blocks.</param>
    /// <param name="flags">FUA and LR.</param>
    public NvmeAnswer Append(ulong start, Memory<byte> data, IoFlags flags = IoFlags.None)
    {
        int blockBytes = _namespace.BlockBytes;
        if (blockBytes == 0 || data.Length == 0 || data.Length % blockBytes != 0)
        {
            throw new ArgumentException($"The buffer has {data.Length} bytes, which is no multiple of the block size, {blockBytes}.", nameof(data));
        }

        return _controller.ExecuteIo(
            new NvmeRequest
            {
                Opcode = (byte)NvmOpcode.ZoneAppend,
                NamespaceId = _namespace.Id,
                Dword10 = (uint)start,
                Dword11 = (uint)(start >> 32),
                Dword12 = (uint)flags | (uint)((data.Length / blockBytes) - 1),
                Direction = DataDirection.ToController,
            },
            data);
    }

    /// <summary>ZRASF of a state.</summary>
    internal static byte FilterOf(ZoneState state) => state switch
    {
        ZoneState.Empty => 1,
        ZoneState.ImplicitlyOpened => 2,
        ZoneState.ExplicitlyOpened => 3,
        ZoneState.Closed => 4,
        ZoneState.Full => 5,
        ZoneState.ReadOnly => 6,
        ZoneState.Offline => 7,
        _ => 0,
    };
}
