using System;
using System.Diagnostics;
using System.IO;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Testing;

/// <summary>
/// The second serial port, a 16550 at 0x2F8 (PC16550D data sheet, §8), without interrupts: 115200 baud, 8N1. One thread at a time.
/// The nucleus does not use it.
/// </summary>
internal sealed class SerialPort
{
    private const ushort Data = 0x2f8;
    private const ushort InterruptEnable = Data + 1;
    private const ushort FifoControl = Data + 2;
    private const ushort LineControl = Data + 3;
    private const ushort ModemControl = Data + 4;
    private const ushort LineStatus = Data + 5;

    private const byte DivisorLatch = 0x80;
    private const byte EightDataBits = 0x03;
    private const byte EnableAndClearFifos = 0x07;
    private const byte ReadyToTalk = 0x03;
    private const byte DataReady = 0x01;
    private const byte TransmitterEmpty = 0x20;
    private const byte NothingThere = 0xff;
    private const int FifoBytes = 16;

    /// <summary>The other side of a full line must take 16 bytes in this time.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IPortIo _ports;

    /// <summary>Sets the port up.</summary>
    /// <param name="ports">The CPU's I/O ports.</param>
    internal SerialPort(IPortIo ports)
    {
        _ports = ports;
        ports.Write8(InterruptEnable, 0);
        ports.Write8(LineControl, DivisorLatch);
        ports.Write8(Data, 1);
        ports.Write8(InterruptEnable, 0);
        ports.Write8(LineControl, EightDataBits);
        ports.Write8(FifoControl, EnableAndClearFifos);
        ports.Write8(ModemControl, ReadyToTalk);
    }

    /// <summary>Takes what has come, without waiting.</summary>
    /// <returns>Number of bytes; 0 if there is nothing.</returns>
    /// <exception cref="IOException">There is no such port.</exception>
    internal int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length)
        {
            byte status = _ports.Read8(LineStatus);
            if (status == NothingThere)
            {
                throw new IOException("This machine has no second serial port.");
            }

            if ((status & DataReady) == 0)
            {
                break;
            }

            buffer[count++] = _ports.Read8(Data);
        }

        return count;
    }

    /// <summary>Sends bytes; waits while the line is busy.</summary>
    /// <exception cref="IOException">The line stays busy.</exception>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            long start = Stopwatch.GetTimestamp();
            while ((_ports.Read8(LineStatus) & TransmitterEmpty) == 0)
            {
                if (Stopwatch.GetElapsedTime(start) > s_patience)
                {
                    throw new IOException("Nobody reads the second serial port.");
                }
            }

            foreach (byte one in bytes[..Math.Min(FifoBytes, bytes.Length)])
            {
                _ports.Write8(Data, one);
            }

            bytes = bytes[Math.Min(FifoBytes, bytes.Length)..];
        }
    }
}
