using System;

namespace CosmosNvme.Usb;

/// <summary>A controller or device does not do what it must; the message says what. Never leaves the driver.</summary>
internal sealed class UsbException(string message) : Exception(message)
{
}
