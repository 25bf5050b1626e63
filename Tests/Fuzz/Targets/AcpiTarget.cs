using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Fuzz;

/// <summary>ACPI: root pointer, root tables, and each table that the nucleus reads, with checksums made right.</summary>
internal sealed unsafe class AcpiTarget : FuzzTarget
{
    private const int PieceHead = 6;
    private const int HeaderBytes = 36;
    private const uint Root = 0x1000;
    private const long MostMaps = 10_000;

    private static int s_rejected;

    /// <inheritdoc/>
    internal override string Name => "acpi";

    /// <inheritdoc/>
    internal override string Summary => "ACPI tables: RSDP, XSDT, RSDT, MADT, FADT, HPET, MCFG, sleep states";

    /// <inheritdoc/>
    internal override int MaximumLength => 8 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        "RSD PTR "u8.ToArray(), "XSDT"u8.ToArray(), "RSDT"u8.ToArray(), "APIC"u8.ToArray(), "FACP"u8.ToArray(), "HPET"u8.ToArray(), "MCFG"u8.ToArray(),
        "DSDT"u8.ToArray(), "SSDT"u8.ToArray(), "\b_S5_"u8.ToArray(), [0x08, 0x5C, 0x5F, 0x53, 0x35, 0x5F, 0x12], [0x12, 0x06, 0x04], [0x0A], [0x0B], [0x0C],
        [0, 8], [1, 12], [2, 10], [4, 6], [5, 12], [9, 16], [10, 12], [0, 0x10, 0, 0], [0, 0, 0x0E, 0],
    ];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        byte[] madt = Table("APIC", new ByteWriter().Dword(0xFEE00000).Dword(1)
            .Add(0, 8, 0, 0).Dword(1).Add(0, 8, 1, 1).Dword(1).Add(1, 12, 0, 0).Dword(0xFEC00000).Dword(0)
            .Add(2, 10, 0, 0).Dword(2).Word(0).Add(4, 6, 0xFF).Word(0).Add(1).Add(9, 16).Word(0).Dword(300).Dword(1).Dword(2).Add(5, 12).Word(0).Quad(0xFEE00000).Add(10, 12).Word(0).Dword(2).Add(1, 0, 0, 0));
        byte[] fadt = Table("FACP", new ByteWriter().Dword(0).Dword(0x6000).To(12).Dword(0xB2).Add(0xF1, 0xF0).To(28).Dword(0x600).To(40).Dword(0x608)
            .To(53).Add(2).To(76).Dword(0x500).Add(1, 8, 0, 1).Quad(0xCF9).Add(6).To(104).Quad(0x6000).To(136).Add(1, 16, 0, 2).Quad(0x604).To(172).Add(1, 32, 0, 3).Quad(0x608).To(208));
        byte[] hpet = Table("HPET", new ByteWriter().Dword(0x8086A201).Add(0, 64, 0, 0).Quad(0xFED00000).Add(0, 0, 0, 0));
        byte[] mcfg = Table("MCFG", new ByteWriter().Quad(0).Quad(0xB0000000).Word(0).Add(0, 255).Dword(0));
        byte[] dsdt = Table("DSDT", new ByteWriter().Add(0x08).Text("_S5_").Add(0x12, 6, 4, 0x0A, 5, 0, 0, 0).Add(0, 0, 0, 0));
        byte[] ssdt = Table("SSDT", new ByteWriter().Add(0x08, 0x5C).Text("_S5_").Add(0x12, 0x0A, 2, 0x0B, 7, 0, 0x0C, 7, 0, 0, 0).Add(0, 0, 0));
        byte[] xsdt = Table("XSDT", new ByteWriter().Quad(0x3000).Quad(0x4000).Quad(0x5000).Quad(0x5800).Quad(0x7000));
        byte[] rsdt = Table("RSDT", new ByteWriter().Dword(0x3000).Dword(0x4000).Dword(0x5000).Dword(0x5800).Dword(0x7000));
        byte[] tables = [.. Piece(0x3000, madt), .. Piece(0x4000, fadt), .. Piece(0x5000, hpet), .. Piece(0x5800, mcfg), .. Piece(0x6000, dsdt), .. Piece(0x7000, ssdt)];
        yield return [.. Piece(Root, Rsdp(0, 0x2000)), .. Piece(0x2000, xsdt), .. tables];
        yield return [.. Piece(Root, Rsdp(0x2000, null)), .. Piece(0x2000, rsdt), .. tables];

        // The root pointer has to be searched for: in the BIOS area, and in the extended BIOS data area.
        yield return [.. Piece(FuzzFirmware.BiosArea, [.. new byte[32], .. Rsdp(0x2000, null)]), .. Piece(0x2000, rsdt), .. Piece(0x3000, madt)];
        yield return [.. Piece(0x40E, [0x00, 0x90]), .. Piece(0x90000, [.. Rsdp(0x2000, null), .. new byte[1004]]), .. Piece(0x2000, rsdt)];
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        for (int place = 0; input.Length - place > PieceHead;)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(input[(place + 4)..]), input.Length - place - PieceHead);
            Span<byte> piece = input.Slice(place + PieceHead, length);
            place += PieceHead + length;
            int pointer = piece.IndexOf("RSD PTR "u8);
            if (pointer >= 0)
            {
                Seal(piece[pointer..], 20, 8);
                Seal(piece[pointer..], 36, 32);
            }
            else if (length >= HeaderBytes)
            {
                Seal(piece, BinaryPrimitives.ReadUInt32LittleEndian(piece[4..]), 9);
            }
        }
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        FuzzFirmware.Place(input, new StepBudget("requests to map memory", MostMaps));
        Digest digest = new();
        s_rejected = 0;
        ulong rsdt;
        ulong xsdt;
        AcpiFault fault = Nucleus.Rsdp.Read(Root, &FuzzFirmware.Map, &rsdt, &xsdt);
        digest.Add((ulong)fault);
        if (fault != AcpiFault.None)
        {
            ulong found = Nucleus.Rsdp.Search(&FuzzFirmware.Map);
            digest.Add(found);
            fault = Nucleus.Rsdp.Read(found, &FuzzFirmware.Map, &rsdt, &xsdt);
            Rule.Demand(found == 0 || fault is not (AcpiFault.Absent or AcpiFault.WrongSignature), "what is searched and found is there", $"{fault} at {found:x}");
        }

        AcpiDirectory directory = default;
        digest.Add((ulong)AcpiTables.ReadRoot(xsdt, AcpiSignature.Xsdt, &FuzzFirmware.Map, &Reject, &directory));
        digest.Add((ulong)AcpiTables.ReadRoot(rsdt, AcpiSignature.Rsdt, &FuzzFirmware.Map, &Reject, &directory));
        Rule.Demand(directory.Count <= AcpiDirectory.Capacity && s_rejected <= AcpiDirectory.Capacity, "tables fit the directory", $"{directory.Count}, {s_rejected} rejected");
        for (uint index = 0; index < directory.Count; index++)
        {
            byte* table = (byte*)directory.Tables[index];
            Rule.Demand(AcpiTable.Sum(table, AcpiTable.Length(table)) == 0, "tables in the directory are sound", $"{directory.Physical[index]:x}");
            ReadTable(table, ref digest);
        }

        return digest.Value;
    }

    private static void ReadTable(byte* table, ref Digest digest)
    {
        // Which table it is, the nucleus decides by the signature; here each reader gets each table, because all must bear it.
        MadtInfo madt;
        digest.Add((ulong)Madt.Parse(table, &madt));
        Rule.Demand(madt.CpuCount <= MadtInfo.MaximumCpus && madt.IoApicCount <= MadtInfo.MaximumIoApics && madt.NmiCount <= MadtInfo.MaximumNmis, "a MADT fits its room", $"{madt.CpuCount} {madt.IoApicCount} {madt.NmiCount}");
        digest.Add(madt.LocalApicAddress);
        digest.Add((ulong)madt.CpuCount);
        digest.Add((ulong)(nint)Madt.FindCpu(&madt, 1) == 0);
        FadtInfo fadt;
        digest.Add((ulong)Fadt.Parse(table, &fadt));
        digest.Add(fadt.Dsdt ^ fadt.PmTimer.Address ^ fadt.Pm1aControl.Address ^ fadt.Reset.Address);
        foreach (AcpiRegister register in new[] { fadt.PmTimer, fadt.Pm1aControl, fadt.Pm1bControl, fadt.Reset })
        {
            Rule.Demand(register.Address >> (register.Space == AcpiRegister.Ports ? 16 : 52) == 0, "registers lie where there can be some", $"{register.Address:x}");
        }

        ulong hpet;
        digest.Add((ulong)HpetTable.Parse(table, &hpet));
        digest.Add(hpet);
        McfgInfo mcfg;
        digest.Add((ulong)Mcfg.Parse(table, &mcfg));
        Rule.Demand(mcfg.Count <= McfgInfo.Capacity, "an MCFG fits its room", $"{mcfg.Count}");
        for (uint index = 0; index < mcfg.Count; index++)
        {
            McfgSegment* segment = McfgInfo.Segment(&mcfg, index);
            Rule.Demand(segment->FirstBus <= segment->LastBus && segment->Base % (1 << 20) == 0, "bus ranges are ranges", $"{segment->FirstBus}-{segment->LastBus}");
        }

        byte* linked;
        digest.Add((ulong)AcpiTable.Open(fadt.Dsdt, AcpiSignature.Dsdt, &FuzzFirmware.Map, &linked));
        SleepType(table, ref digest);
    }

    private static void SleepType(byte* table, ref Digest digest)
    {
        byte a;
        byte b;
        bool found = SleepState.TryFind(table, &a, &b);
        digest.Add(found);
        Rule.Demand(!found || (a <= 7 && b <= 7), "a sleep type has three bits", $"{a} {b}");
    }

    private static void Reject(ulong physical, byte* table, AcpiFault fault) => s_rejected++;

    private static byte[] Piece(uint physical, ReadOnlySpan<byte> bytes) => new ByteWriter().Dword(physical).Word(bytes.Length).Add(bytes).Build();

    private static byte[] Table(string signature, ByteWriter body)
    {
        byte[] rest = body.Build();
        return new ByteWriter().Add(Encoding.ASCII.GetBytes(signature)).Dword((uint)(HeaderBytes + rest.Length)).Add(2, 0).To(HeaderBytes).Add(rest).Build();
    }

    private static byte[] Rsdp(uint rsdt, uint? xsdt)
    {
        ByteWriter writer = new ByteWriter().Text("RSD PTR ").Add(0).Text("COSMOS").Add(xsdt is null ? (byte)0 : (byte)2).Dword(rsdt);
        return xsdt is null ? writer.Build() : writer.Dword(36).Quad(xsdt.Value).Dword(0).Build();
    }

    private static void Seal(Span<byte> structure, uint length, int checksum)
    {
        if (length <= (uint)structure.Length && checksum < length)
        {
            structure[checksum] = 0;
            byte sum = 0;
            foreach (byte next in structure[..(int)length])
            {
                sum += next;
            }

            structure[checksum] = (byte)-sum;
        }
    }
}
