using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace CosmosNvme.Fuzz;

/// <summary>
/// The input that is being tried, in a file: an access to a guard page or an endless recursion ends the process, and what is left then is
/// this.
/// </summary>
internal sealed class CurrentInput : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Makes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="capacity">Longest input.</param>
    internal CurrentInput(string path, int capacity)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, sizeof(int) + capacity);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Stores an input.</summary>
    internal void Store(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(sizeof(int), input, 0, input.Length);
    }

    /// <summary>Reads what a process left behind; null if it left nothing.</summary>
    internal static byte[]? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] content = File.ReadAllBytes(path);
        int length = content.Length < sizeof(int) ? -1 : BitConverter.ToInt32(content);
        return length >= 0 && length <= content.Length - sizeof(int) ? content.AsSpan(sizeof(int), length).ToArray() : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
