using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>
/// Turns the reports of a keyboard's boot protocol (HID 1.11, appendix B) into keys that go down and up, and repeats the last one while it is held. One
/// thread; knows no USB.
/// </summary>
internal sealed class BootKeyboard(IKeyboardInput input)
{
    internal const int ReportBytes = 8;

    private const int FirstKey = 2;
    private const byte FirstModifier = 0xe0;

    /// <summary>What a keyboard reports instead of keys when too many are down.</summary>
    private const byte RollOver = 1;
    private const byte Prefix = 0xe0;
    private const byte Released = 0x80;
    private const long RepeatDelay = 500_000_000;
    private const long RepeatInterval = 33_000_000;

    private readonly byte[] _report = new byte[ReportBytes];
    private byte _repeated;
    private long _repeatAt;

    /// <summary>Takes a report.</summary>
    /// <param name="report">Eight bytes; shorter ones are no reports.</param>
    /// <param name="now">The time, in nanoseconds.</param>
    internal void Take(ReadOnlySpan<byte> report, long now)
    {
        if (report.Length < ReportBytes || report[FirstKey] == RollOver)
        {
            return;
        }

        report = report[..ReportBytes];
        TakeModifiers(report[0]);
        foreach (byte old in _report.AsSpan(FirstKey))
        {
            if (old != 0 && !report[FirstKey..].Contains(old))
            {
                Send(old, isDown: false);
                _repeated = _repeated == old ? (byte)0 : _repeated;
            }
        }

        foreach (byte key in report[FirstKey..])
        {
            if (key != 0 && !_report.AsSpan(FirstKey).Contains(key))
            {
                Send(key, isDown: true);
                _repeated = key;
                _repeatAt = now + RepeatDelay;
            }
        }

        report.CopyTo(_report);
    }

    /// <summary>Sends the held key again if it is time.</summary>
    /// <param name="now">The time, in nanoseconds.</param>
    internal void Repeat(long now)
    {
        if (_repeated != 0 && now >= _repeatAt)
        {
            Send(_repeated, isDown: true);
            _repeatAt = now + RepeatInterval;
        }
    }

    /// <summary>The keyboard is gone: lets all keys go.</summary>
    internal void ReleaseAll() => Take(stackalloc byte[ReportBytes], 0);

    private void TakeModifiers(byte modifiers)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            bool isDown = (modifiers >> bit & 1) != 0;
            if (isDown != ((_report[0] >> bit & 1) != 0))
            {
                Send((byte)(FirstModifier + bit), isDown);
            }
        }
    }

    private void Send(byte usage, bool isDown)
    {
        byte code = ScanCodes.Find(usage);
        if (code == 0)
        {
            return;
        }

        byte last = (byte)((code & ~ScanCodes.Extended) | (isDown ? 0 : Released));
        if ((code & ScanCodes.Extended) != 0)
        {
            input.Take([Prefix, last]);
        }
        else
        {
            input.Take([last]);
        }
    }
}
