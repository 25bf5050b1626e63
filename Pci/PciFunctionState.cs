namespace CosmosNvme.Pci;

/// <summary>What a function forgets when it is reset: where its bars are and what it was allowed. Messages are set up again by whoever set them up.</summary>
public sealed class PciFunctionState
{
    private const int BarRegisters = 6;

    private readonly PciFunction _function;
    private readonly uint[] _bars = new uint[BarRegisters];
    private readonly PciCommand _command;
    private readonly byte _interruptLine;
    private readonly byte _cacheLineSize;
    private readonly ushort? _deviceControl;

    /// <summary>Remembers the state of a function, which is no bridge.</summary>
    public PciFunctionState(PciFunction function)
    {
        System.ArgumentNullException.ThrowIfNull(function);
        _function = function;
        for (int index = 0; index < BarRegisters; index++)
        {
            _bars[index] = function.Read32(ConfigurationRegister.FirstBar + (index * sizeof(uint)));
        }

        _command = function.Command;
        _interruptLine = function.InterruptLine;
        _cacheLineSize = function.CacheLineSize;
        _deviceControl = function.FindCapability<PciExpressCapability>()?.DeviceControl;
    }

    /// <summary>True if the function has forgotten it.</summary>
    public bool IsLost => _function.Command != _command || _function.Read32(ConfigurationRegister.FirstBar) != _bars[0];

    /// <summary>Gives it back. The command register last, so that nothing is decoded at a wrong place.</summary>
    public void Restore()
    {
        _function.Command = PciCommand.None;
        for (int index = 0; index < BarRegisters; index++)
        {
            _function.Write32(ConfigurationRegister.FirstBar + (index * sizeof(uint)), _bars[index]);
        }

        _function.Write8(ConfigurationRegister.InterruptLine, _interruptLine);
        _function.Write8(ConfigurationRegister.CacheLineSize, _cacheLineSize);
        if (_deviceControl is ushort control)
        {
            _function.FindCapability<PciExpressCapability>()!.SetDeviceControl(control);
        }

        _function.Command = _command;
    }
}
