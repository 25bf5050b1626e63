using System;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Shell.Commands;

/// <summary>The lines of a file, as bytes without their line feeds; one at a time, so that the file may be of any length.</summary>
internal static class LineReader
{
    private const int PieceBytes = 64 * 1024;

    internal static IEnumerable<byte[]> Read(CommandContext context, InputFile file)
    {
        byte[] piece = new byte[PieceBytes];
        List<byte> line = [];
        int count;
        while ((count = file.ReadSome(piece)) > 0)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            int start = 0;
            while (start < count)
            {
                int end = Array.IndexOf(piece, (byte)'\n', start, count - start);
                line.AddRange(piece.AsSpan(start, (end < 0 ? count : end) - start));
                if (end < 0)
                {
                    break;
                }

                yield return line.ToArray();
                line.Clear();
                start = end + 1;
            }
        }

        if (line.Count > 0)
        {
            yield return line.ToArray();
        }
    }

    internal static string Text(byte[] line) => Encoding.UTF8.GetString(line);
}
