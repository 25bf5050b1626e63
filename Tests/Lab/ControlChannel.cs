using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>QEMU's control protocol (QMP), as far as the lab needs it: why the machine stopped, and a request to quit.</summary>
/// <remarks>One thread listens; <see cref="QuitAsync"/> may be called from any.</remarks>
internal sealed class ControlChannel
{
    private readonly TaskCompletionSource<StreamWriter> _writer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>QEMU's word for the cause of the last shutdown, such as <c>guest-reset</c>; null before one.</summary>
    internal string? ShutdownReason { get; private set; }

    /// <summary>Serves one connection until QEMU closes it.</summary>
    /// <param name="listener">A listening socket that QEMU connects to.</param>
    /// <param name="cancellation">Ends the wait for a connection.</param>
    internal async Task ServeAsync(Socket listener, CancellationToken cancellation)
    {
        try
        {
            using Socket socket = await listener.AcceptAsync(cancellation);
            using NetworkStream stream = new(socket);
            using StreamReader reader = new(stream, Encoding.UTF8);
            StreamWriter writer = new(stream, new UTF8Encoding(false)) { AutoFlush = true };
            await writer.WriteLineAsync("""{"execute":"qmp_capabilities"}""");
            _writer.TrySetResult(writer);
            while (await reader.ReadLineAsync(CancellationToken.None) is string line)
            {
                Note(line);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // QEMU is gone; what it said before stands.
            _writer.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>Asks QEMU to quit, which restores the terminal. Does nothing if QEMU never answered.</summary>
    internal async Task QuitAsync()
    {
        try
        {
            StreamWriter writer = await _writer.Task.WaitAsync(TimeSpan.FromSeconds(1));
            await writer.WriteLineAsync("""{"execute":"quit"}""");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            // The caller kills what does not quit.
        }
    }

    private void Note(string line)
    {
        using JsonDocument message = JsonDocument.Parse(line);
        JsonElement root = message.RootElement;
        if (root.TryGetProperty("event", out JsonElement name) && name.GetString() == "SHUTDOWN" && root.TryGetProperty("data", out JsonElement data))
        {
            ShutdownReason = data.GetProperty("reason").GetString();
        }
    }
}
