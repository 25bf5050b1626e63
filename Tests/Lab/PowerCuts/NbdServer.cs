using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>
/// Gives disks to a machine by the network block device protocol (the proto.md of the NBD project), so that every write, flush and discard of the
/// machine's controllers is seen, in order. QEMU's own blklogwrites would not do: it notes requests when they end, so a write that was on its way
/// while a flush ran counts as flushed, and it does not note FUA.
/// </summary>
public sealed class NbdServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cosmos-nbd-");
    private readonly IReadOnlyList<VolatileDisk> _disks;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    /// <summary>Starts a server.</summary>
    /// <param name="disks">Its disks.</param>
    public NbdServer(params IReadOnlyList<VolatileDisk> disks)
    {
        _disks = disks;
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>What a namespace needs to have one of the disks.</summary>
    /// <param name="disk">The disk.</param>
    public Backing BackingOf(VolatileDisk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return new NbdBacking(SocketPath, disk.Name);
    }

    /// <summary>Ends when all connections have; throws what went wrong in one. Call it when the machine is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    private string SocketPath => Path.Combine(_folder.FullName, "socket");

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_end.Token);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using NetworkStream stream = new(socket, ownsSocket: true);
            if (await NbdGreeting.ChooseAsync(stream, name => _disks.FirstOrDefault(disk => disk.Name == name), _end.Token) is VolatileDisk disk)
            {
                await new NbdTransmission(stream, disk).RunAsync(_end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EndOfStreamException or IOException)
        {
            // The machine is gone, or the server ends.
        }
    }
}
