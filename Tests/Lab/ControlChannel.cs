using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>QEMU's control protocol (QMP): commands with their answers, events, and a request to quit.</summary>
/// <remarks>One task listens; the other members may be called from any thread. Every wait has an end.</remarks>
internal sealed class ControlChannel
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<StreamWriter> _writer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _asked = new();
    private readonly Lock _eventLock = new();
    private readonly List<JsonObject> _events = [];
    private TaskCompletionSource _eventsChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;
    private int _questions;

    /// <summary>QEMU's word for the cause of the last shutdown, such as <c>guest-reset</c>; null before one.</summary>
    internal string? ShutdownReason { get; private set; }

    /// <summary>Number of events so far: where to look for those to come.</summary>
    internal int EventCount
    {
        get
        {
            lock (_eventLock)
            {
                return _events.Count;
            }
        }
    }

    /// <summary>True once QEMU has closed the connection.</summary>
    internal bool HasEnded
    {
        get
        {
            lock (_eventLock)
            {
                return _ended;
            }
        }
    }

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
                Note(JsonNode.Parse(line)!.AsObject());
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // QEMU is gone; what it said before stands.
            _writer.TrySetCanceled(CancellationToken.None);
        }
        finally
        {
            lock (_eventLock)
            {
                _ended = true;
                _eventsChanged.SetResult();
            }

            foreach (TaskCompletionSource<JsonNode?> answer in _asked.Values)
            {
                answer.TrySetException(new LabException("QEMU ended before it answered."));
            }
        }
    }

    /// <summary>Runs a command.</summary>
    /// <param name="command">Its name in QMP.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="LabException">QEMU refused it, in its own words; or ended, or did not answer.</exception>
    internal async Task<JsonNode?> ExecuteAsync(string command, JsonObject? arguments = null)
    {
        int id = Interlocked.Increment(ref _questions);
        JsonObject message = new() { ["execute"] = command, ["id"] = id };
        if (arguments is not null)
        {
            message["arguments"] = arguments;
        }

        TaskCompletionSource<JsonNode?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        if (HasEnded)
        {
            answer.TrySetException(new LabException("QEMU has ended."));
        }

        try
        {
            await WriteAsync(message.ToJsonString(), s_patience);
            return await answer.Task.WaitAsync(s_patience);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            throw new LabException($"QEMU did not answer '{command}': {e.Message}", e);
        }
        catch (LabException e)
        {
            throw new LabException($"'{command}' failed: {e.Message}", e);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    /// <summary>Waits for an event.</summary>
    /// <param name="name">Its name, such as <c>DEVICE_DELETED</c>.</param>
    /// <param name="from">Events to leave out: an earlier <see cref="EventCount"/>.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="matches">Says by an event's data whether it is the one; null takes any.</param>
    /// <returns>The event's data.</returns>
    /// <exception cref="LabException">QEMU ended first, or the time was over.</exception>
    internal async Task<JsonObject> WaitForEventAsync(string name, int from, TimeSpan limit, Func<JsonObject, bool>? matches = null)
    {
        using CancellationTokenSource timer = new(limit);
        while (true)
        {
            Task changed;
            lock (_eventLock)
            {
                for (; from < _events.Count; from++)
                {
                    JsonObject data = _events[from]["data"]?.AsObject() ?? [];
                    if (_events[from]["event"]!.GetValue<string>() == name && (matches is null || matches(data)))
                    {
                        return data;
                    }
                }

                if (_ended)
                {
                    throw new LabException($"QEMU ended before the event {name}.");
                }

                changed = _eventsChanged.Task;
            }

            try
            {
                await changed.WaitAsync(timer.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new LabException($"The event {name} did not come within {limit.TotalSeconds} s.", e);
            }
        }
    }

    /// <summary>Asks QEMU to quit, which restores the terminal. Does nothing if QEMU never answered.</summary>
    internal async Task QuitAsync()
    {
        try
        {
            await WriteAsync("""{"execute":"quit"}""", TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            // The caller kills what does not quit.
        }
    }

    private async Task WriteAsync(string line, TimeSpan patience)
    {
        StreamWriter writer = await _writer.Task.WaitAsync(patience);
        if (!await _writing.WaitAsync(patience))
        {
            throw new TimeoutException("QEMU takes no more commands.");
        }

        try
        {
            await writer.WriteLineAsync(line);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Note(JsonObject message)
    {
        if (message["event"] is JsonValue name)
        {
            if (name.GetValue<string>() == "SHUTDOWN")
            {
                ShutdownReason = message["data"]?["reason"]?.GetValue<string>();
            }

            lock (_eventLock)
            {
                _events.Add(message);
                _eventsChanged.SetResult();
                _eventsChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        else if (message["id"] is JsonValue id && _asked.TryGetValue(id.GetValue<int>(), out TaskCompletionSource<JsonNode?>? answer))
        {
            if (message.TryGetPropertyValue("return", out JsonNode? value))
            {
                answer.TrySetResult(value);
            }
            else
            {
                answer.TrySetException(new LabException(message["error"]?["desc"]?.GetValue<string>() ?? message.ToJsonString()));
            }
        }
    }
}
