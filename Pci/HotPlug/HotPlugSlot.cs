using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>What is done about one slot: power for a card that comes, its functions to whoever drives them, and the other way round. By the hot-plug thread.</summary>
/// <remarks>
/// The button asks, and a second press within five seconds takes that back (PCI Express 6.0 §6.7.1.5). A card that is gone, whatever was
/// asked, is handled at once. It is gone if it does not answer and its slot says that it is empty, or for so long that no reset can be the reason. What
/// the slot says is not enough: where firmware keeps hot-plug to itself, slots that cards are in may say that they are empty.
/// </remarks>
internal sealed class HotPlugSlot
{
    private const long ButtonDelay = 5_000_000_000;
    private const long LongestSilence = 6_000_000_000;

    private readonly PciSlot _slot;
    private readonly IHotPlugClient _client;
    private readonly IClock _clock;
    private readonly IKernelLog _log;
    private readonly Func<PciFunction, IReadOnlyList<PciFunction>> _find;
    private IReadOnlyList<PciFunction> _functions;
    private bool _isOn;
    private long? _asked;
    private long? _silentSince;

    /// <summary>Takes over a slot as it is.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="functions">Its functions; empty: it is free, or off.</param>
    /// <param name="client">Who drives them.</param>
    /// <param name="find">Finds the functions behind a port, and gives their bars addresses.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Where it says what happens.</param>
    internal HotPlugSlot(
        PciSlot slot, IReadOnlyList<PciFunction> functions, IHotPlugClient client, Func<PciFunction, IReadOnlyList<PciFunction>> find, IClock clock, IKernelLog log)
    {
        _slot = slot;
        _functions = functions;
        _client = client;
        _find = find;
        _clock = clock;
        _log = log;
        _isOn = functions.Count > 0;

        // What happened before is what was found.
        slot.Clear(slot.Status & SlotEvents.All);
    }

    /// <summary>The functions that are in the slot.</summary>
    internal IReadOnlyList<PciFunction> Functions => _functions;

    /// <summary>Looks what has happened and does what is due.</summary>
    internal void Look()
    {
        const SlotEvents PortIsGone = (SlotEvents)ushort.MaxValue;
        SlotEvents status = _slot.Status;
        if (status == PortIsGone)
        {
            status = SlotEvents.None;
        }

        SlotEvents events = status & SlotEvents.All;
        _slot.Clear(events);
        bool isPresent = (status & SlotEvents.Present) != 0 || _isOn;
        if (_isOn && IsLost(status))
        {
            _asked = null;
            Lose();
            return;
        }

        if ((events & SlotEvents.ButtonPressed) != 0 && isPresent)
        {
            TakeRequest();
        }
        else if (!_isOn && isPresent && !_slot.HasButton && (events & (SlotEvents.PresenceChanged | SlotEvents.LinkChanged)) != 0)
        {
            TurnOn();
            return;
        }

        if (_asked is long asked && _clock.Nanoseconds - asked >= ButtonDelay)
        {
            _asked = null;
            if (_isOn)
            {
                TurnOff();
            }
            else if (isPresent)
            {
                TurnOn();
            }
        }
    }

    private bool IsLost(SlotEvents status)
    {
        if (_functions[0].IsPresent)
        {
            _silentSince = null;
            return false;
        }

        _silentSince ??= _clock.Nanoseconds;
        return (status & SlotEvents.Present) == 0 || _clock.Nanoseconds - _silentSince >= LongestSilence;
    }

    private void TakeRequest()
    {
        if (_asked is not null)
        {
            _asked = null;
            _slot.SetIndicator(_isOn ? SlotIndicator.On : SlotIndicator.Off);
            Say(LogLevel.Info, "the button was pressed again: nothing happens");
            return;
        }

        _asked = _clock.Nanoseconds;
        _slot.SetIndicator(SlotIndicator.Blinking);
        Say(LogLevel.Info, $"the button was pressed: the power goes {(_isOn ? "off" : "on")} in five seconds");
    }

    private void TurnOn()
    {
        _slot.SetPower(isOn: true, SlotIndicator.Blinking);
        _slot.WaitForLink();
        IReadOnlyList<PciFunction> found = _find(_slot.Port);
        if (found.Count == 0)
        {
            _slot.SetPower(isOn: false, SlotIndicator.Off);
            Say(LogLevel.Warning, "there is a card, but no function answers");
            return;
        }

        _functions = found;
        _isOn = true;
        _slot.SetIndicator(SlotIndicator.On);
        Say(LogLevel.Info, $"{found[0]} was plugged in");
        _client.OnPlugged(found);
    }

    private void TurnOff()
    {
        Say(LogLevel.Info, $"{_functions[0].Address} is about to go");
        _client.OnUnplugged(_functions, isPresent: true);
        _functions = [];
        _isOn = false;
        _slot.SetPower(isOn: false, SlotIndicator.Off);
        Say(LogLevel.Info, "the card may be pulled out");
    }

    private void Lose()
    {
        Say(LogLevel.Warning, $"{_functions[0].Address} was pulled out");
        _client.OnUnplugged(_functions, isPresent: false);
        _functions = [];
        _isOn = false;
        _slot.SetPower(isOn: false, SlotIndicator.Off);
    }

    private void Say(LogLevel level, string text) => _log.Write(level, $"pci: slot {_slot.Number} ({_slot.Port.Address}): {text}");
}
