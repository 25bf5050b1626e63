using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that send any command, dword by dword.</summary>
internal static class NvmePassThroughVerbs
{
    private static readonly string[] s_options =
    [
        "opcode|o=NUM", "flags|f=NUM", "prefill|p=NUM", "namespace-id|n=NUM", "data-len|l=NUM", "timeout|t=NUM", "cdw2|2=NUM", "cdw3|3=NUM", "cdw10|4=NUM", "cdw11|5=NUM", "cdw12|6=NUM", "cdw13|7=NUM", "cdw14|8=NUM",
        "cdw15|9=NUM", "input-file|i=FILE", "raw-binary|b", "show-command|s", "dry-run|d", "read|r", "write|w", "latency|T", "force",
    ];

    // What loses no data: what these read, or where they write, is the caller's business.
    private static readonly HashSet<byte> s_harmlessAdmin = [0x02, 0x06, 0x08, 0x09, 0x0a, 0x14, 0x18, 0x1a, 0x1e, 0x82, 0x86];
    private static readonly HashSet<byte> s_harmlessIo = [0x00, 0x02, 0x05, 0x0c, 0x0e, 0x7a];

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("admin-passthru", "Sends any admin command", call => Send(call, isAdmin: true), s_options),
        new("io-passthru", "Sends any I/O command", call => Send(call, isAdmin: false), s_options),
    ];

    private static int Send(NvmeCall call, bool isAdmin)
    {
        if (!call.Has("opcode"))
        {
            throw new UsageException("say which command, with --opcode");
        }

        byte opcode = (byte)call.Number32("opcode", most: 255);
        int length = (int)call.Number32("data-len", most: (uint)call.Commands.MaximumDataBytes);
        if (length > 0 && call.Has("read") == call.Has("write"))
        {
            throw new UsageException("say which way the data goes: --read or --write");
        }

        DataDirection direction = length == 0 ? DataDirection.None : call.Has("read") ? DataDirection.FromController : DataDirection.ToController;
        NvmeRequest request = new()
        {
            Opcode = opcode,
            Flags = (byte)call.Number32("flags", most: 255),
            NamespaceId = call.NamespaceOr(0)!.Value,
            Dword2 = call.Number32("cdw2"),
            Dword3 = call.Number32("cdw3"),
            Dword10 = call.Number32("cdw10"),
            Dword11 = call.Number32("cdw11"),
            Dword12 = call.Number32("cdw12"),
            Dword13 = call.Number32("cdw13"),
            Dword14 = call.Number32("cdw14"),
            Dword15 = call.Number32("cdw15"),
            Direction = direction,
            TimeoutNanoseconds = call.Timeout,
        };
        if (call.Has("show-command") || call.Has("dry-run"))
        {
            Show(call, request, length);
        }

        if (call.Has("dry-run"))
        {
            return 0;
        }

        if (!(isAdmin ? s_harmlessAdmin : s_harmlessIo).Contains(opcode))
        {
            call.Confirm(
                request.NamespaceId == 0 ? uint.MaxValue : request.NamespaceId,
                string.Create(CultureInfo.InvariantCulture, $"sends the {(isAdmin ? "admin" : "I/O")} command {opcode:x2}h ({NvmeCommandNames.Of(opcode, isAdmin)}), which may lose data"));
        }

        byte[] data = new byte[length];
        data.AsSpan().Fill((byte)call.Number32("prefill", most: 255));
        if (direction == DataDirection.ToController)
        {
            data = call.ReadData("input-file", length);
        }

        long start = Stopwatch.GetTimestamp();
        NvmeAnswer answer = isAdmin ? call.Commands.ExecuteAdmin(request, data) : call.Commands.ExecuteIo(request, data);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        if (call.Has("latency"))
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $" latency: {took.TotalMicroseconds:F0} us"));
        }

        call.Check(answer);
        string kind = isAdmin ? "Admin" : "IO";
        string result = string.Create(CultureInfo.InvariantCulture, $"{kind} Command {NvmeCommandNames.Of(opcode, isAdmin)} is Success and result: 0x{answer.Result:x8}");
        if (call.Has("raw-binary"))
        {
            call.Context.Complain(result);
            if (direction == DataDirection.FromController)
            {
                call.WriteData("input-file", data);
            }

            return 0;
        }

        call.Output.WriteLine(result);
        if (direction == DataDirection.FromController)
        {
            NvmeHexDump.Print(call.Output, data);
        }

        return 0;
    }

    private static void Show(NvmeCall call, NvmeRequest request, int length)
    {
        (string Name, uint Value)[] lines =
        [
            ("opcode", request.Opcode), ("flags", request.Flags), ("nsid", request.NamespaceId), ("cdw2", request.Dword2), ("cdw3", request.Dword3), ("data_len", (uint)length), ("cdw10", request.Dword10),
            ("cdw11", request.Dword11), ("cdw12", request.Dword12), ("cdw13", request.Dword13), ("cdw14", request.Dword14), ("cdw15", request.Dword15),
            ("timeout_ms", (uint)(request.TimeoutNanoseconds / 1_000_000)),
        ];
        foreach ((string name, uint value) in lines)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-13}: {value:x8}"));
        }
    }
}
