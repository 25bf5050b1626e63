using System;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// Everything that a controller can be asked for by commands of its own, typed, and any command dword by dword. Synchronous: a call returns
/// when the controller has answered or its time is up. Any thread; allocates. What the controller does not have is refused before
/// anything is sent, and an answer says so; only calls that break a rule stated here throw. This part: commands dword by dword.
/// </summary>
public sealed partial class ControllerCommands
{
    private readonly ControllerCore _core;
    private readonly CommandChannel _channel;
    private readonly Action _namespacesChanged;
    private readonly Action<uint> _namespaceAboutToChange;
    private EffectsLog? _effects;
    private SupportedLogPages? _pages;

    internal ControllerCommands(ControllerCore core, IdentifyController identify, int maximumTransferBytes, Action<uint> namespaceAboutToChange, Action namespacesChanged)
    {
        _core = core;
        _channel = new CommandChannel(core, maximumTransferBytes);
        _namespaceAboutToChange = namespaceAboutToChange;
        _namespacesChanged = namespacesChanged;
        Identity = identify;
        Version = core.Registers.Version;
    }

    /// <summary>Longest data of one command in bytes.</summary>
    public int MaximumDataBytes => _channel.MaximumBytes;

    internal IdentifyController Identity { get; }

    internal NvmeVersion Version { get; }

    /// <summary>
    /// Sends any admin command, except those that would take the driver's queues away. Afterwards, if the command changed namespaces (by its
    /// nature, or as the effects log says), they are looked for again.
    /// </summary>
    /// <param name="request">The command.</param>
    /// <param name="data">Its data, at most <see cref="MaximumDataBytes"/>; untouched unless the command succeeds.</param>
    public NvmeAnswer ExecuteAdmin(NvmeRequest request, Memory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaximumDataBytes, nameof(data));
        if (CommandRules.ReasonAgainstAdmin(request, Identity, IsReadOnly(request.NamespaceId), () => EffectsOf(request.Opcode)) is string reason)
        {
            return NvmeAnswer.NotSent(reason);
        }

        if (ReasonAgainstLength(TransferLength.OfAdmin(request), request, data) is string tooShort)
        {
            return NvmeAnswer.NotSent(tooShort);
        }

        bool changes = CommandRules.ChangesNamespaces(request.Opcode, EffectsOf(request.Opcode));
        if (changes)
        {
            // Blocks may get another size: what is on its way with the old one would be more bytes than its buffer has.
            _namespaceAboutToChange(request.NamespaceId);
        }

        try
        {
            return NvmeAnswer.Of(_channel.SendAdmin(request.ToEntry(), request.Direction, data, request.TimeoutNanoseconds));
        }
        catch (OutOfMemoryException)
        {
            return NvmeAnswer.NotSent("there is no contiguous memory for its data");
        }
        finally
        {
            if (changes)
            {
                _namespacesChanged();
            }
        }
    }

    /// <summary>Sends any I/O command.</summary>
    /// <param name="request">The command.</param>
    /// <param name="data">Its data, at most <see cref="MaximumDataBytes"/>; untouched unless the command succeeds.</param>
    public NvmeAnswer ExecuteIo(NvmeRequest request, Memory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaximumDataBytes, nameof(data));
        if (CommandRules.ReasonAgainstIo(request, Identity, IsReadOnly(request.NamespaceId), () => KnownEffects()?.OfIoCommand(request.Opcode) ?? default) is string reason)
        {
            return NvmeAnswer.NotSent(reason);
        }

        int blockBytes = 0;
        if (CountsBlocks(request.Opcode))
        {
            // Asked anew: the namespace may be no disk, or have just been formatted.
            NvmeAnswer identified = ReadNamespace(request.NamespaceId, out IdentifyNamespace? identify);
            if (!identified.IsSuccess)
            {
                return identified;
            }

            blockBytes = NamespaceCommands.DataBytesOfBlock(identify!);
            if (blockBytes == 0)
            {
                return NvmeAnswer.NotSent($"namespace {request.NamespaceId} is not active on this controller");
            }
        }

        if (ReasonAgainstLength(TransferLength.OfIo(request, blockBytes), request, data) is string tooShort)
        {
            return NvmeAnswer.NotSent(tooShort);
        }

        try
        {
            return NvmeAnswer.Of(_channel.SendIo(request.ToEntry(), request.Direction, data, request.TimeoutNanoseconds));
        }
        catch (OutOfMemoryException)
        {
            return NvmeAnswer.NotSent("there is no contiguous memory for its data");
        }
    }

    /// <summary>True if commands that change a namespace are refused.</summary>
    internal bool IsReadOnly(uint namespaceId) =>
        _core.Options.IsReadOnly && !_core.Options.WritableNamespaces.Contains($"{_core.Name}n{namespaceId}");

    // The controller transfers what the dwords say, whatever the buffer has.
    private static string? ReasonAgainstLength(long needed, NvmeRequest request, Memory<byte> data)
    {
        long there = request.Direction == DataDirection.None ? 0 : data.Length;
        return needed <= there
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the command transfers {needed} bytes, and there are {there} for it; nothing was sent");
    }

    private static bool CountsBlocks(byte opcode) =>
        (NvmOpcode)opcode is NvmOpcode.Read or NvmOpcode.Write or NvmOpcode.Compare or NvmOpcode.ZoneAppend;

    private CommandEffects EffectsOf(byte adminOpcode)
    {
        // Reading the log is itself one of these.
        bool isPlain = (AdminOpcode)adminOpcode is AdminOpcode.GetLogPage or AdminOpcode.Identify or AdminOpcode.GetFeatures;
        return isPlain ? default : KnownEffects()?.OfAdminCommand(adminOpcode) ?? default;
    }

    // Read once: it does not change, but by firmware.
    private EffectsLog? KnownEffects()
    {
        if (!Identity.LogCapabilities.HasFlag(LogCapabilities.CommandEffects))
        {
            return null;
        }

        if (Volatile.Read(ref _effects) is null && ReadEffects(commandSet: 0, out EffectsLog? log).IsSuccess)
        {
            Volatile.Write(ref _effects, log);
        }

        return _effects;
    }
}
