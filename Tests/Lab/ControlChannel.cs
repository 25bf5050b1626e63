using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>QEMU's control protocol (QMP), as far as the lab needs it: why the machine stopped, monitor commands, and a request to quit.</summary>
/// <remarks>One thread listens; <see cref="QuitAsync"/> and <see cref="MonitorAsync"/> may be called from any.</remarks>
internal sealed class ControlChannel
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<StreamWriter> _writer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _asked = new();
    private int _questions;

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
        finally
        {
            foreach (TaskCompletionSource<string> answer in _asked.Values)
            {
                answer.TrySetException(new LabException("QEMU ended before it answered."));
            }
        }
    }

    /// <summary>Runs a command of QEMU's monitor, such as <c>info pci</c>.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="LabException">QEMU refused the command, or ended, or did not answer within half a minute.</exception>
    internal async Task<string> MonitorAsync(string command)
    {
        int id = Interlocked.Increment(ref _questions);
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        try
        {
            StreamWriter writer = await _writer.Task.WaitAsync(s_patience);
            string arguments = JsonSerializer.Serialize(command);
            await _writing.WaitAsync();
            try
            {
                await writer.WriteLineAsync($$$"""{"execute":"human-monitor-command","id":{{{id}}},"arguments":{"command-line":{{{arguments}}}}}""");
            }
            finally
            {
                _writing.Release();
            }

            return await answer.Task.WaitAsync(s_patience);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            throw new LabException($"QEMU did not answer '{command}': {e.Message}", e);
        }
        finally
        {
            _asked.TryRemove(id, out _);
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
        else if (root.TryGetProperty("id", out JsonElement id) && _asked.TryGetValue(id.GetInt32(), out TaskCompletionSource<string>? answer))
        {
            if (root.TryGetProperty("return", out JsonElement text))
            {
                answer.TrySetResult(text.GetString() ?? "");
            }
            else
            {
                answer.TrySetException(new LabException($"QEMU refused: {line}"));
            }
        }
    }
}
