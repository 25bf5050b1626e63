using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>
/// Files in memory (mmap). A mapping is read in when it is made, never at a page fault: a fault may come from where nothing can be waited
/// for. All shared mappings of a file are views of one range of addresses, so they see each other; what was changed through them is
/// written back by msync, fsync and munmap, and before the file is read in another way. Writes in another way show in them at once.
/// </summary>
internal sealed class FileMappings(ICallMemory memory)
{
    internal const ulong PageBytes = 4096;

    // The longest piece of a file that can be mapped shared: addresses are set aside for it once and for all its mappings.
    private const ulong SharedBytes = 1UL << 36;

    private const int Write = 2;
    private const uint Shared = 1;
    private const uint Fixed = 0x10;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, SharedPages> _shared = [];
    private readonly List<FileMapping> _mappings = [];
    private readonly AddressPool _addresses = new(memory.WindowStart, memory.WindowBytes);

    // Files with shared mappings: mostly none, and then reads and writes need not look.
    private volatile int _sharedFiles;

    /// <summary>mmap. The address, or an error.</summary>
    internal long Map(OpenDescription description, ulong length, int protection, uint flags, ulong offset)
    {
        OpenFile file = description.File;
        bool isShared = (flags & Shared) != 0;
        if (length == 0 || offset % PageBytes != 0 || offset > long.MaxValue || (flags & Fixed) != 0)
        {
            return Errno.Of(FileError.Invalid);
        }

        if (file.Kind is not (FileKind.File or FileKind.BlockDevice))
        {
            return Errno.Of(FileError.NoDevice);
        }

        // As on Linux: all mapping needs a file open for reading, changing it one open for writing.
        FileAccessModes needed = FileAccessModes.Read | (isShared && (protection & Write) != 0 ? FileAccessModes.Write : 0);
        if ((file.Modes & needed) != needed)
        {
            return Errno.Of(FileError.AccessDenied);
        }

        if (length > SharedBytes || (isShared && offset > SharedBytes - RoundUp(length)))
        {
            return Errno.Of(FileError.NoMemory);
        }

        lock (_lock)
        {
            return isShared ? MapShared(description, RoundUp(length), protection, offset) : MapPrivate(file, RoundUp(length), protection, offset);
        }
    }

    /// <summary>munmap of whole pages, which may be a part of one mapping or span several.</summary>
    internal long Unmap(ulong address, ulong length)
    {
        if (length == 0 || address % PageBytes != 0 || length > memory.WindowBytes)
        {
            return Errno.Of(FileError.Invalid);
        }

        lock (_lock)
        {
            ulong end = address + RoundUp(length);
            while (address < end && FindFirst(address, end) is FileMapping mapping)
            {
                ulong start = Math.Max(address, mapping.Start);
                address = Math.Min(end, mapping.End);
                Unmap(mapping, start, address);
            }

            return 0;
        }
    }

    /// <summary>msync: writes what was changed back and makes it durable.</summary>
    internal long Synchronize(ulong address, ulong length)
    {
        FileStatus status = FileStatus.Success;
        lock (_lock)
        {
            ulong end = address + RoundUp(length);
            foreach (FileMapping mapping in _mappings.FindAll(candidate => candidate.Start < end && address < candidate.End && candidate.IsWritable))
            {
                FileStatus written = mapping.Pages!.WriteBack(mapping.Description!.File, Math.Max(address, mapping.Start), Math.Min(end, mapping.End));
                written = written.IsSuccess ? mapping.Description.File.Flush(dataOnly: false) : written;
                status = status.IsSuccess ? written : status;
            }
        }

        return Errno.Of(status);
    }

    /// <summary>Brings a file up to date with what was changed through mappings, before a range is read in another way.</summary>
    internal FileStatus BeforeRead(OpenFile file, ulong offset, int count) => _sharedFiles == 0 || count == 0 ? FileStatus.Success : WriteBack(file, offset, offset + (ulong)count);

    /// <summary>The same for a whole file.</summary>
    internal FileStatus WriteBack(OpenFile file) => _sharedFiles == 0 ? FileStatus.Success : WriteBack(file, 0, SharedBytes);

    /// <summary>The same for all files. Failures are told by those who flush one.</summary>
    internal void WriteBackAll()
    {
        lock (_lock)
        {
            foreach (FileMapping mapping in _mappings.FindAll(candidate => candidate.IsWritable))
            {
                mapping.Pages!.WriteBack(mapping.Description!.File, mapping.Start, mapping.End);
            }
        }
    }

    /// <summary>Brings mappings up to date with what was written in another way.</summary>
    internal void AfterWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> data)
    {
        if (_sharedFiles != 0)
        {
            lock (_lock)
            {
                _shared.GetValueOrDefault(file.Identity)?.Put(offset, data);
            }
        }
    }

    /// <summary>Clears in mappings what a file has no longer.</summary>
    internal void AfterTruncation(OpenFile file, ulong length)
    {
        if (_sharedFiles != 0)
        {
            lock (_lock)
            {
                _shared.GetValueOrDefault(file.Identity)?.ClearFrom(length);
            }
        }
    }

    private static ulong RoundUp(ulong bytes) => (bytes + PageBytes - 1) & ~(PageBytes - 1);

    private FileStatus WriteBack(OpenFile file, ulong start, ulong end)
    {
        FileStatus status = FileStatus.Success;
        lock (_lock)
        {
            if (_shared.GetValueOrDefault(file.Identity) is SharedPages pages)
            {
                foreach (FileMapping mapping in _mappings.FindAll(candidate => candidate.Pages == pages && candidate.IsWritable))
                {
                    ulong first = Math.Max(mapping.Start, pages.Start + (start & ~(PageBytes - 1)));
                    ulong last = Math.Min(mapping.End, pages.Start + RoundUp(Math.Min(end, SharedBytes)));
                    FileStatus written = first < last ? pages.WriteBack(mapping.Description!.File, first, last) : FileStatus.Success;
                    status = status.IsSuccess ? written : status;
                }
            }
        }

        return status;
    }

    private long MapPrivate(OpenFile file, ulong length, int protection, ulong offset)
    {
        FileStatus status = WriteBack(file, offset, offset + length);
        ulong address = _addresses.Take(length);
        if (address == 0 || !status.IsSuccess || !memory.Commit(address, length))
        {
            _addresses.Give(address, length);
            return Errno.Of(status.IsSuccess ? FileError.NoMemory : status.Error);
        }

        status = SharedPages.Fill(memory, file, offset, address, length);
        if (!status.IsSuccess)
        {
            memory.Decommit(address, length);
            _addresses.Give(address, length);
            return Errno.Of(status);
        }

        memory.Protect(address, length, protection);
        _mappings.Add(new FileMapping(address, address + length, null, null, IsWritable: false));
        return (long)address;
    }

    private long MapShared(OpenDescription description, ulong length, int protection, ulong offset)
    {
        OpenFile file = description.File;
        if (!_shared.TryGetValue(file.Identity, out SharedPages? pages))
        {
            ulong start = _addresses.Take(SharedBytes);
            if (start == 0)
            {
                return Errno.Of(FileError.NoMemory);
            }

            pages = new SharedPages(memory, start, file.Identity);
            _shared.Add(file.Identity, pages);
            _sharedFiles = _shared.Count;
        }

        bool isWritable = (protection & Write) != 0;
        FileStatus status = description.TryEnter() ? pages.Hold(file, offset, length, isWritable) : FileStatus.Of(FileError.BadFile);
        if (!status.IsSuccess)
        {
            description.Leave();
            ForgetIfUnused(pages);
            return Errno.Of(status);
        }

        ulong address = pages.Start + offset;
        _mappings.Add(new FileMapping(address, address + length, pages, description, isWritable));
        return (long)address;
    }

    // Shared mappings of one file may be at the same addresses. The one that has just the range is the one that is meant; where that does not
    // tell, one that cannot change the file goes first: what is written back once too often does no harm.
    private FileMapping? FindFirst(ulong start, ulong end)
    {
        FileMapping? found = null;
        foreach (FileMapping mapping in _mappings)
        {
            if (mapping.Start < end && start < mapping.End && (found is null || Rank(mapping).CompareTo(Rank(found)) < 0))
            {
                found = mapping;
            }
        }

        return found;

        (ulong, bool, bool) Rank(FileMapping mapping) => (Math.Max(mapping.Start, start), mapping.Start != start || mapping.End != end, mapping.IsWritable);
    }

    private void Unmap(FileMapping mapping, ulong start, ulong end)
    {
        _mappings.Remove(mapping);
        Keep(mapping, mapping.Start, start);
        Keep(mapping, end, mapping.End);
        if (mapping.Pages is not SharedPages pages)
        {
            memory.Decommit(start, end - start);
            _addresses.Give(start, end - start);
            return;
        }

        if (mapping.IsWritable)
        {
            pages.WriteBack(mapping.Description!.File, start, end);
        }

        pages.Drop(start, end);
        mapping.Description!.Leave();
        ForgetIfUnused(pages);
    }

    private void Keep(FileMapping mapping, ulong start, ulong end)
    {
        if (start < end)
        {
            // What is kept has a use of its own, which cannot fail while the whole has one.
            mapping.Description?.TryEnter();
            _mappings.Add(mapping with { Start = start, End = end });
        }
    }

    private void ForgetIfUnused(SharedPages pages)
    {
        if (pages.IsUnused)
        {
            _shared.Remove(pages.File);
            _sharedFiles = _shared.Count;
            _addresses.Give(pages.Start, SharedBytes);
        }
    }
}
