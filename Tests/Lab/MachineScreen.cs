using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>A machine's screen, read as text, and the keyboard before it.</summary>
/// <remarks>One thread at a time. What QEMU refuses is a <see cref="LabException"/>.</remarks>
public sealed class MachineScreen
{
    private const ulong VgaMemory = 0xb8000;
    private const int VgaTextHeight = 400;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_betweenKeys = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_longestEcho = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<char, string> s_keys = new()
    {
        [' '] = "spc",
        ['\n'] = "ret",
        ['\t'] = "tab",
        ['-'] = "minus",
        ['='] = "equal",
        ['['] = "bracket_left",
        [']'] = "bracket_right",
        [';'] = "semicolon",
        ['\''] = "apostrophe",
        ['`'] = "grave_accent",
        ['\\'] = "backslash",
        [','] = "comma",
        ['.'] = "dot",
        ['/'] = "slash",
    };

    private readonly ControlChannel _channel;
    private readonly MachineProfile _profile;
    private readonly MachineFiles _files;

    internal MachineScreen(ControlChannel channel, MachineProfile profile, MachineFiles files)
    {
        _channel = channel;
        _profile = profile;
        _files = files;
    }

    /// <summary>Takes a picture.</summary>
    public async Task<Screenshot> CaptureAsync()
    {
        await _channel.ExecuteAsync("screendump", new JsonObject { ["filename"] = _files.ScreenFile });
        return Screenshot.Parse(await File.ReadAllBytesAsync(_files.ScreenFile));
    }

    /// <summary>Writes a picture to a file in PNG format.</summary>
    /// <param name="path">The file.</param>
    public Task SaveAsync(string path) => _channel.ExecuteAsync("screendump", new JsonObject { ["filename"] = Path.GetFullPath(path), ["format"] = "png" });

    /// <summary>Reads what stands on the screen.</summary>
    public async Task<string> ReadAsync()
    {
        Screenshot picture = await CaptureAsync();
        string pixels = ScreenText.Read(picture);
        if (picture.Height != VgaTextHeight)
        {
            return pixels;
        }

        // The glyphs of a text screen are the hardware's own.
        await _channel.ExecuteAsync("pmemsave", new JsonObject { ["val"] = VgaMemory, ["size"] = ScreenText.VgaColumns * ScreenText.VgaRows * 2, ["filename"] = _files.ScreenFile });
        return ScreenText.ReadVga(await File.ReadAllBytesAsync(_files.ScreenFile));
    }

    /// <summary>Waits until a text stands on the screen.</summary>
    /// <param name="text">The text, exactly; rows are separated by line feeds.</param>
    /// <param name="limit">How long to wait.</param>
    /// <returns>All that stands on the screen.</returns>
    /// <exception cref="LabException">The time was over; the message has what stood there.</exception>
    public async Task<string> ExpectAsync(string text, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            string shown = await ReadAsync();
            if (shown.Contains(text, StringComparison.Ordinal))
            {
                return shown;
            }

            if (clock.Elapsed > limit)
            {
                throw new LabException(string.Create(CultureInfo.InvariantCulture, $"'{text}' did not appear on the screen of '{_profile}' within {limit.TotalSeconds} s. There was:\n{shown}"));
            }

            await Task.Delay(s_betweenLooks);
        }
    }

    /// <summary>Presses keys together and lets them go. Returns when the screen shows something else than before, or, as not every key shows, after half a second.</summary>
    /// <remarks>A keyboard keeps the codes of five or six keys. More come only when the machine has had time to fetch them, even if the host does not run its CPU for a second.</remarks>
    /// <param name="keys">QEMU's names: <c>a</c>, <c>ret</c>, <c>left</c>, <c>ctrl</c> ...</param>
    public async Task PressAsync(params string[] keys)
    {
        try
        {
            string before = await ReadAsync();
            Stopwatch clock = Stopwatch.StartNew();
            await _channel.ExecuteAsync("send-key", new JsonObject
            {
                ["keys"] = new JsonArray([.. keys.Select(key => new JsonObject { ["type"] = "qcode", ["data"] = key })]),
                ["hold-time"] = 20,
            });
            do
            {
                await Task.Delay(s_betweenKeys);
            }
            while (clock.Elapsed < s_longestEcho && await ReadAsync() == before);
        }
        catch (LabException) when (_channel.HasEnded)
        {
            // The key that turns a machine off: QEMU may be gone before it says that it pressed it.
        }
    }

    /// <summary>Types on a keyboard as it is sold in the USA.</summary>
    /// <param name="text">Small letters, capitals, digits, and what is typed without the shift key.</param>
    public async Task TypeAsync(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (char character in text)
        {
            string key = s_keys.GetValueOrDefault(character, $"{char.ToLowerInvariant(character)}");
            await PressAsync(char.IsUpper(character) ? ["shift", key] : [key]);
        }
    }
}
