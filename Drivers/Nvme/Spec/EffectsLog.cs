using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 05h, Commands Supported and Effects: a dword for every opcode. NVMe Base 1.4 §5.14.1.5.</summary>
public sealed class EffectsLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 4096;

    private const int FirstIoCommand = 1024;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public EffectsLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>ACSn (4n): the effects of an admin command.</summary>
    public CommandEffects OfAdminCommand(byte opcode) => new(Dword(sizeof(uint) * opcode));

    /// <summary>IOCSn (1024 + 4n): the effects of an I/O command.</summary>
    public CommandEffects OfIoCommand(byte opcode) => new(Dword(FirstIoCommand + (sizeof(uint) * opcode)));
}
