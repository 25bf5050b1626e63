using System.IO;

namespace CosmosNvme.Lab;

/// <summary>Looks at image files.</summary>
internal static class DiskImage
{
    /// <summary>QEMU's name of a file's format: qcow2 by its magic number, else raw.</summary>
    /// <param name="path">The file; may be missing.</param>
    internal static string Format(string path)
    {
        if (!File.Exists(path))
        {
            return "raw";
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] magic = new byte[4];
        bool qcow2 = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [(byte)'Q', (byte)'F', (byte)'I', 0xfb];
        return qcow2 ? "qcow2" : "raw";
    }
}
