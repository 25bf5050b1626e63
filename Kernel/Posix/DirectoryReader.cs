using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>getdents64: a directory's entries, as they were when reading began, with . and .. in front.</summary>
internal static class DirectoryReader
{
    private const int HeaderBytes = 19;
    private const int Alignment = 8;

    /// <summary>Writes as many entries as fit. Bytes written, 0 at the end, or an error.</summary>
    internal static long Read(OpenDescription description, Memory<byte> target)
    {
        lock (description.PlaceLock)
        {
            if (description.Place == 0 || description.Entries is null)
            {
                List<FileNode> entries = [];
                FileStatus status = description.File.List(entries);

                // A damaged directory gives what can be read of it; only one that gives nothing is an error.
                if (!status.IsSuccess && entries.Count == 0)
                {
                    return Errno.Of(status);
                }

                description.Entries = entries;
            }

            return Write(description, description.Entries, target.Span);
        }
    }

    private static long Write(OpenDescription description, List<FileNode> entries, Span<byte> target)
    {
        int written = 0;
        while (description.Place < (ulong)entries.Count + 2)
        {
            int index = (int)description.Place - 2;
            string name = index >= 0 ? entries[index].Name : index == -1 ? ".." : ".";
            int length = HeaderBytes + Encoding.UTF8.GetByteCount(name) + 1;
            length = (length + Alignment - 1) / Alignment * Alignment;
            if (length > target.Length - written)
            {
                return written > 0 ? written : Errno.Of(FileError.Invalid);
            }

            FileKind kind = index >= 0 ? entries[index].Kind : FileKind.Directory;
            description.Place++;
            Write(target.Slice(written, length), name, kind, InodeOf(index >= 0 ? entries[index] : null), description.Place);
            written += length;
        }

        return written;
    }

    private static ulong InodeOf(FileNode? node) =>
        node is not null && node.GetInformation(out FileInformation information).IsSuccess && information.Inode != 0 ? information.Inode : 1;

    // struct linux_dirent64: inode, where the next entry is, length, type, name.
    private static void Write(Span<byte> entry, string name, FileKind kind, ulong inode, ulong next)
    {
        entry.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(entry, inode);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], next);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[16..], (ushort)entry.Length);
        entry[18] = (byte)StatusLayout.TypeOf(kind);
        Encoding.UTF8.GetBytes(name, entry[HeaderBytes..]);
    }
}
