using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;

namespace CosmosNvme.Fuzz;

/// <summary>Keeps inputs that show faults, in a folder of their target.</summary>
internal sealed class FindingStore(string folder)
{
    /// <summary>The folder.</summary>
    internal string Folder => folder;

    /// <summary>Where a worker keeps the input that it is trying; another one may work on the same target.</summary>
    /// <param name="process">The worker's process id.</param>
    internal string CurrentFile(int process) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"current-{process}"));

    /// <summary>Makes the folder.</summary>
    internal void Prepare() => Directory.CreateDirectory(folder);

    /// <summary>Writes an input and, next to it, what it does.</summary>
    /// <returns>The input's file.</returns>
    internal string Save(byte[] input, string message)
    {
        string path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16] + ".bin");
        File.WriteAllBytes(path, input);
        File.WriteAllText(Path.ChangeExtension(path, ".txt"), $"{message}\n\n{input.Length} bytes, base64:\n{Convert.ToBase64String(input)}\n");
        return path;
    }
}
