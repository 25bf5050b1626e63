using System;

namespace CosmosNvme.Usb;

/// <summary>Where a device has a keyboard, by its configuration descriptor (USB 2.0 §9.6).</summary>
/// <param name="Configuration">Value that selects the configuration.</param>
/// <param name="Number">The interface's number.</param>
/// <param name="Endpoint">Number of the interrupt endpoint towards the host, 1 to 15.</param>
/// <param name="PacketBytes">Its largest packet.</param>
/// <param name="Interval">How often it is to be asked, as the descriptor says it.</param>
internal sealed record KeyboardInterface(byte Configuration, byte Number, byte Endpoint, int PacketBytes, byte Interval)
{
    private const byte InterfaceDescriptor = 4;
    private const byte EndpointDescriptor = 5;
    private const int ConfigurationBytes = 9;
    private const int InterfaceBytes = 9;
    private const int EndpointBytes = 7;
    private const byte HumanInterface = 3;
    private const byte Boot = 1;
    private const byte Keyboard = 1;
    private const byte In = 0x80;
    private const byte Interrupt = 3;

    /// <summary>The first keyboard with a boot protocol; null if there is none. What is behind a damaged descriptor is not believed.</summary>
    /// <param name="descriptors">The configuration descriptor with all that belongs to it.</param>
    internal static KeyboardInterface? Find(ReadOnlySpan<byte> descriptors)
    {
        if (descriptors.Length < ConfigurationBytes)
        {
            return null;
        }

        byte configuration = descriptors[5];
        byte? keyboard = null;
        while (descriptors.Length >= 2 && descriptors[0] >= 2 && descriptors[0] <= descriptors.Length)
        {
            ReadOnlySpan<byte> one = descriptors[..descriptors[0]];
            descriptors = descriptors[one.Length..];
            switch (one[1])
            {
                case InterfaceDescriptor when one.Length >= InterfaceBytes:
                    keyboard = one[5] == HumanInterface && one[6] == Boot && one[7] == Keyboard ? one[2] : null;
                    break;
                case EndpointDescriptor when one.Length >= EndpointBytes && keyboard is byte number && (one[2] & In) != 0 && (one[2] & 15) != 0 && (one[3] & 3) == Interrupt:
                    return new KeyboardInterface(configuration, number, (byte)(one[2] & 15), (one[4] | (one[5] << 8)) & 0x7ff, one[6]);
                default:
                    break;
            }
        }

        return null;
    }
}
