using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Set Features and Get Features. NVMe Base 1.4 §5.9 and §5.21. Under the controller's lock.</summary>
public sealed class FeatureTable
{
    private const int Arbitration = 0x01;
    private const int PowerManagement = 0x02;
    private const int TemperatureThreshold = 0x04;
    private const int ErrorRecovery = 0x05;
    private const int WriteCache = 0x06;
    private const int NumberOfQueues = 0x07;
    private const int InterruptCoalescing = 0x08;
    private const int InterruptVector = 0x09;
    private const int WriteAtomicity = 0x0a;
    private const int AsynchronousEvents = 0x0b;

    private const uint Saves = 1u << 31;
    private const uint ChangeableFlag = 1 << 2;
    private const uint SaveableFlag = 1 << 0;

    private readonly SimulatedController _device;
    private readonly Dictionary<int, uint> _defaults = new()
    {
        [Arbitration] = 0,
        [PowerManagement] = 0,
        [TemperatureThreshold] = 343,
        [ErrorRecovery] = 0,
        [WriteCache] = 1,
        [InterruptCoalescing] = 0,
        [InterruptVector] = 0,
        [WriteAtomicity] = 0,
        [AsynchronousEvents] = 0,
    };

    private readonly Dictionary<int, uint> _saved = [];
    private readonly Dictionary<int, uint> _current = [];

    internal FeatureTable(SimulatedController device)
    {
        _device = device;
        Reset();
    }

    /// <summary>True: features can be saved (SV). Otherwise Set Features with SV fails.</summary>
    public bool CanSave { get; set; }

    internal bool IsWriteCacheOn => (_current[WriteCache] & 1) != 0;

    internal uint EventMask => _current[AsynchronousEvents];

    /// <summary>The current value of a feature.</summary>
    public uint this[int identifier] => _current[identifier];

    internal void Reset()
    {
        foreach ((int identifier, uint value) in _defaults)
        {
            _current[identifier] = _saved.GetValueOrDefault(identifier, value);
        }
    }

    internal (ushort Status, uint Result) Set(SimulatedCommand command)
    {
        int identifier = (byte)command.Dword10;
        bool saves = (command.Dword10 & Saves) != 0;
        if (!Offers(identifier))
        {
            return (StatusCode.InvalidField, 0);
        }

        if (saves && (!CanSave || identifier == NumberOfQueues))
        {
            return (StatusCode.FeatureNotSaveable, 0);
        }

        if (identifier == NumberOfQueues)
        {
            return SetQueues(command.Dword11);
        }

        _current[identifier] = command.Dword11;
        if (saves)
        {
            _saved[identifier] = command.Dword11;
        }

        if (identifier == WriteCache && !IsWriteCacheOn)
        {
            _device.FlushCaches();
        }

        return (StatusCode.Success, 0);
    }

    internal (ushort Status, uint Result) Get(SimulatedCommand command)
    {
        int identifier = (byte)command.Dword10;
        uint select = (command.Dword10 >> 8) & 7;
        if (!Offers(identifier) || select > 3)
        {
            return (StatusCode.InvalidField, 0);
        }

        if (identifier == NumberOfQueues)
        {
            return (StatusCode.Success, select == 3 ? ChangeableFlag : Granted);
        }

        return (StatusCode.Success, select switch
        {
            0 => _current[identifier],
            1 => _defaults[identifier],
            2 => _saved.GetValueOrDefault(identifier, _defaults[identifier]),
            _ => ChangeableFlag | (CanSave ? SaveableFlag : 0),
        });
    }

    // The number that it has, whatever was asked for: real controllers do that too. Zero-based in both halves.
    private uint Granted => ((uint)(_device.QueuePairs - 1) << 16) | (uint)(_device.QueuePairs - 1);

    private (ushort Status, uint Result) SetQueues(uint value)
    {
        if ((value & 0xffff) == 0xffff || value >> 16 == 0xffff)
        {
            return (StatusCode.InvalidField, 0);
        }

        foreach (CompletionRing ring in _device.Queues.Completions)
        {
            if (ring.Id != 0)
            {
                return (StatusCode.SequenceError, 0);
            }
        }

        return (StatusCode.Success, Granted);
    }

    private bool Offers(int identifier) => identifier switch
    {
        NumberOfQueues => true,
        WriteCache => _device.HasWriteCache,
        _ => _defaults.ContainsKey(identifier),
    };
}
