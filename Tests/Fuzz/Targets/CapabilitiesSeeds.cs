using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>Small machines with PCI.</summary>
internal static class CapabilitiesSeeds
{
    private const int Sound = 1;
    private const int Extended = 4;
    private const int Everywhere = 8;

    /// <summary>All of them.</summary>
    internal static IEnumerable<byte[]> All()
    {
        byte[] host = Function(0, 0, Sound, 12, Header(0x8086, 0x29C0, 0x060000, 0x80).To(64));
        byte[] nvme = Function(1, 0, Sound | Extended, 14, Nvme());
        yield return host;
        yield return [.. host, .. Function(0, 8, Sound | Extended, 12, Bridge(1, 1)), .. nvme];
        yield return [.. Function(0, 8, Sound, 12, Bridge(1, 3)), .. Function(1, 0, Sound, 12, Bridge(2, 3)), .. Function(2, 0, Sound, 31, Legacy())];
        yield return Function(0, 16, Sound, 12, CardBus());
        yield return Function(3, 0, Sound | Everywhere, 8, Legacy());
        yield return Function(0, 24, 3, 8, Nvme());
    }

    private static byte[] Function(byte bus, byte place, byte behaviour, byte exponent, ByteWriter registers)
    {
        byte[] bytes = registers.Build();
        return new ByteWriter().Add(bus, place, behaviour, exponent).Word(bytes.Length).Word(0).Add(bytes).Build();
    }

    private static ByteWriter Header(ushort vendor, ushort device, uint code, byte kind) =>
        new ByteWriter().Word(vendor).Word(device).Word(0x0507).Word(0x0010).Dword((code << 8) | 1).Add(0, 0, kind, 0);

    // Power management, MSI with masks, MSI-X and PCI Express, and two extended capabilities.
    private static ByteWriter Nvme() => Header(0x1B36, 0x0010, 0x010802, 0)
        .Dword(0xFEBF0004).Dword(0).Dword(0).Dword(0).Dword(0).Dword(0).Dword(0).Word(0x1AF4).Word(0x1100).Dword(0xFEA00001).Dword(0x40).Dword(0).Dword(0x010B)
        .Add(0x01, 0x50).Word(0xC803).Word(8).Word(0)
        .To(0x50).Add(0x05, 0x70).Word(0x018A).Quad(0xFEE00000).Dword(0x41).Dword(1).Dword(0)
        .To(0x70).Add(0x11, 0x80).Word(0x0040).Dword(0x2000).Dword(0x3000)
        .To(0x80).Add(0x10, 0x00).Word(0x0002).Dword(0x10008025).Word(0x2810).Word(0).Dword(0x00447D43).Word(0).Word(0x1043)
        .To(0x100).Dword(0x15010001).To(0x150).Dword(0x00010003).To(0x160);

    private static ByteWriter Bridge(byte secondary, byte subordinate) => Header(0x1B36, 0x000C, 0x060400, 1)
        .Dword(0).Dword(0).Add(0, secondary, subordinate, 0).Add(0xF1, 0x01).Word(0).Dword(0xFE00FDF0).Dword(0x0001FFF1).Dword(0).Dword(0).Dword(0).Dword(0x40).Dword(0).Dword(0)
        .Add(0x0D, 0x48).Word(0).Word(0x1AF4).Word(0x1100).Add(0x10, 0).Word(0x0142).Dword(0x8000).To(0x60);

    private static ByteWriter Legacy() => Header(0x8086, 0x7010, 0x010180, 0)
        .Dword(0x1F1).Dword(0x3F5).Dword(0xC001).Dword(0xFE00000C).Dword(1).Dword(0xFE000008).Dword(0).Dword(0).Dword(0).Dword(0x40).Dword(0).Dword(0x0101)
        .Add(0x09, 0x50).Word(0x10).To(0x50).Add(0x05, 0).Word(0).Dword(0xFEE00000).Word(0x31).To(0x60);

    private static ByteWriter CardBus() => Header(0x104C, 0xAC56, 0x060700, 2)
        .Dword(0xFEB00000).Add(0x80, 0).Word(0).Add(0, 1, 4, 0).To(0x40).Word(0x1028).Word(0x0188).To(0x80).Add(0x01, 0).Word(0xFE12).To(0x88);
}
