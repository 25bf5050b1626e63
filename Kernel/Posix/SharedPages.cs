using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>The pages of one file that shared mappings show. Guarded by the lock of <see cref="FileMappings"/>.</summary>
internal sealed class SharedPages(ICallMemory memory, ulong start, object file)
{
    private const int ReadWrite = 3;
    private const int ReadOnly = 1;
    private const int PieceBytes = 1 << 20;

    // By number of the page in the file: mappings that show it, and whether one of them may change it.
    private readonly Dictionary<ulong, PageUse> _pages = [];

    /// <summary>Where the file's first byte would be.</summary>
    internal ulong Start => start;

    /// <summary>The file, as <see cref="OpenFile.Identity"/> has it.</summary>
    internal object File => file;

    /// <summary>True if no mapping shows anything of it.</summary>
    internal bool IsUnused => _pages.Count == 0;

    /// <summary>Reads a piece of a file into memory; zeros behind its end.</summary>
    internal static FileStatus Fill(ICallMemory memory, OpenFile source, ulong offset, ulong address, ulong length)
    {
        ulong done = 0;
        while (done < length)
        {
            FileStatus status = source.Read(offset + done, memory.At(address + done, (int)Math.Min(PieceBytes, length - done)), out int count);
            if (!status.IsSuccess || count == 0)
            {
                return status;
            }

            done += (ulong)count;
        }

        return FileStatus.Success;
    }

    /// <summary>Begins a mapping of whole pages: reads in those that no other one shows yet.</summary>
    internal FileStatus Hold(OpenFile source, ulong offset, ulong length, bool isWritable)
    {
        ulong first = offset / FileMappings.PageBytes;
        ulong last = (offset + length) / FileMappings.PageBytes;
        for (ulong page = first; page < last; page++)
        {
            if (_pages.TryGetValue(page, out PageUse use))
            {
                if (isWritable && !use.IsWritable)
                {
                    memory.Protect(AddressOf(page), FileMappings.PageBytes, ReadWrite);
                }

                _pages[page] = new PageUse(use.Count + 1, use.IsWritable || isWritable);
                continue;
            }

            ulong end = page + 1;
            while (end < last && !_pages.ContainsKey(end))
            {
                end++;
            }

            FileStatus status = ReadIn(source, page, end, isWritable);
            if (!status.IsSuccess)
            {
                Drop(AddressOf(first), AddressOf(page));
                return status;
            }

            page = end - 1;
        }

        return FileStatus.Success;
    }

    /// <summary>Ends a mapping of pages: those that no other one shows go.</summary>
    internal void Drop(ulong from, ulong to)
    {
        for (ulong address = from; address < to; address += FileMappings.PageBytes)
        {
            ulong page = (address - start) / FileMappings.PageBytes;
            PageUse use = _pages[page];
            if (use.Count > 1)
            {
                _pages[page] = use with { Count = use.Count - 1 };
                continue;
            }

            _pages.Remove(page);
            memory.Decommit(address, FileMappings.PageBytes);
        }
    }

    /// <summary>Writes pages back, as far as the file reaches.</summary>
    internal FileStatus WriteBack(OpenFile target, ulong from, ulong to)
    {
        FileStatus status = target.GetInformation(out FileInformation information);
        ulong offset = from - start;
        ulong end = Math.Min(to - start, information.Length);
        while (status.IsSuccess && offset < end)
        {
            status = target.WriteAt(offset, memory.At(start + offset, (int)Math.Min(PieceBytes, end - offset)), out int count);
            offset += (ulong)count;
        }

        return status;
    }

    /// <summary>Shows bytes of the file that were written in another way.</summary>
    internal void Put(ulong offset, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int skip = (int)(offset % FileMappings.PageBytes);
            int part = Math.Min((int)FileMappings.PageBytes - skip, data.Length);
            ulong page = offset / FileMappings.PageBytes;
            if (_pages.TryGetValue(page, out PageUse use))
            {
                Change(page, use, skip, data[..part]);
            }

            data = data[part..];
            offset += (ulong)part;
        }
    }

    /// <summary>Shows zeros behind the end of the file.</summary>
    internal void ClearFrom(ulong length)
    {
        foreach (KeyValuePair<ulong, PageUse> page in _pages)
        {
            ulong offset = page.Key * FileMappings.PageBytes;
            if (offset + FileMappings.PageBytes > length)
            {
                int skip = (int)Math.Min(length > offset ? length - offset : 0, FileMappings.PageBytes);
                Change(page.Key, page.Value, skip, new byte[(int)FileMappings.PageBytes - skip]);
            }
        }
    }

    private ulong AddressOf(ulong page) => start + (page * FileMappings.PageBytes);

    private FileStatus ReadIn(OpenFile source, ulong first, ulong end, bool isWritable)
    {
        ulong address = AddressOf(first);
        ulong length = (end - first) * FileMappings.PageBytes;
        if (!memory.Commit(address, length))
        {
            return FileStatus.Of(FileError.NoMemory);
        }

        FileStatus status = Fill(memory, source, first * FileMappings.PageBytes, address, length);
        if (!status.IsSuccess)
        {
            memory.Decommit(address, length);
            return status;
        }

        if (!isWritable)
        {
            memory.Protect(address, length, ReadOnly);
        }

        for (ulong page = first; page < end; page++)
        {
            _pages[page] = new PageUse(1, isWritable);
        }

        return status;
    }

    private void Change(ulong page, PageUse use, int skip, ReadOnlySpan<byte> data)
    {
        if (!use.IsWritable)
        {
            memory.Protect(AddressOf(page), FileMappings.PageBytes, ReadWrite);
        }

        data.CopyTo(memory.At(AddressOf(page) + (ulong)skip, data.Length).Span);
        if (!use.IsWritable)
        {
            memory.Protect(AddressOf(page), FileMappings.PageBytes, ReadOnly);
        }
    }

    private readonly record struct PageUse(int Count, bool IsWritable);
}
