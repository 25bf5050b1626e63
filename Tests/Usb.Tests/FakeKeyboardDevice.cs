using System.Collections.Generic;

namespace CosmosNvme.Usb.Tests;

/// <summary>A keyboard, as far as USB sees it: descriptors and requests.</summary>
internal sealed class FakeKeyboardDevice
{
    /// <summary>Largest packet of its control endpoint.</summary>
    internal byte ControlPacketBytes { get; init; } = 8;

    /// <summary>Its interfaces and endpoints, behind the head of the configuration.</summary>
    internal byte[] Interfaces { get; init; } = [9, 4, 0, 0, 1, 3, 1, 1, 0, 9, 0x21, 0x11, 1, 0, 1, 0x22, 63, 0, 7, 5, 0x81, 3, 8, 0, 10];

    /// <summary>It refuses to be told how often to report.</summary>
    internal bool RefusesIdle { get; init; }

    /// <summary>It never answers.</summary>
    internal bool IsSilent { get; init; }

    /// <summary>Requests that it obeyed, other than for descriptors: "request value index" in hexadecimal.</summary>
    internal List<string> Requests { get; } = [];

    /// <summary>Answers a request: what it sends, or null to refuse.</summary>
    internal byte[]? Answer(byte kind, byte request, ushort value, ushort index)
    {
        switch (request)
        {
            case 6 when value == 0x0100:
                return [18, 1, 0, 2, 0, 0, 0, ControlPacketBytes, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1];
            case 6 when value == 0x0200:
                return [9, 2, (byte)(9 + Interfaces.Length), 0, 1, 1, 0, 0xa0, 50, .. Interfaces];
            case 0x0a when RefusesIdle:
                return null;
            default:
                Requests.Add($"{kind:x2} {request:x2} {value:x} {index:x}");
                return [];
        }
    }
}
