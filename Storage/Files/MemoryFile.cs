using System;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A file in memory. Pages that were never written are holes, which take no memory.</summary>
internal sealed class MemoryFile(MemoryFileSystem fileSystem, string name, int permissions) : MemoryNode(fileSystem, name, FileKind.File, permissions)
{
    private const int PageBytes = MemoryFileSystem.PageBytes;

    // 2 TiB: as many pages as an array has elements.
    private const ulong MostBytes = (ulong)int.MaxValue / 4 * PageBytes;

    // Readers take the array once and see the pages of one moment; who changes the content is alone (the caller's promise).
    private byte[]?[] _pages = [];
    private ulong _length;
    private int _pageCount;

    private protected override ulong Length => Volatile.Read(ref _length);

    private protected override ulong AllocatedBytes => (ulong)Volatile.Read(ref _pageCount) * PageBytes;

    /// <summary>Memory has no blocks, and nothing in front of it.</summary>
    internal override int DirectBytes => 1;

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        ulong length = Volatile.Read(ref _length);
        byte[]?[] pages = Volatile.Read(ref _pages);
        count = offset >= length ? 0 : (int)Math.Min((ulong)buffer.Length, length - offset);
        Span<byte> target = buffer.Span[..count];
        while (!target.IsEmpty)
        {
            int skip = (int)(offset % PageBytes);
            int part = Math.Min(PageBytes - skip, target.Length);
            byte[]? page = offset / PageBytes < (ulong)pages.Length ? Volatile.Read(ref pages[(int)(offset / PageBytes)]) : null;
            if (page is null)
            {
                target[..part].Clear();
            }
            else
            {
                page.AsSpan(skip, part).CopyTo(target);
            }

            target = target[part..];
            offset += (ulong)part;
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        count = 0;
        if (offset > MostBytes || (ulong)data.Length > MostBytes - offset)
        {
            return FileStatus.Of(FileError.TooLarge);
        }

        Grow(offset + (ulong)data.Length);
        ReadOnlySpan<byte> rest = data.Span;
        FileStatus status = FileStatus.Success;
        while (!rest.IsEmpty && status.IsSuccess)
        {
            ulong position = offset + (ulong)count;
            int skip = (int)(position % PageBytes);
            int part = Math.Min(PageBytes - skip, rest.Length);
            status = MakePage((int)(position / PageBytes), out byte[]? page);
            if (page is not null)
            {
                rest[..part].CopyTo(page.AsSpan(skip));
                rest = rest[part..];
                count += part;
            }
        }

        if (offset + (ulong)count > _length && count > 0)
        {
            Volatile.Write(ref _length, offset + (ulong)count);
        }

        Touch();
        return count > 0 ? FileStatus.Success : status;
    }

    /// <inheritdoc/>
    internal override FileStatus SetLength(ulong length)
    {
        if (length > MostBytes)
        {
            return FileStatus.Of(FileError.TooLarge);
        }

        ulong before = _length;
        Volatile.Write(ref _length, length);
        if (length < before)
        {
            // What is behind the end reads as zeros when the file grows again.
            int kept = (int)((length + PageBytes - 1) / PageBytes);
            if (length % PageBytes != 0 && kept <= _pages.Length)
            {
                _pages[kept - 1]?.AsSpan((int)(length % PageBytes)).Clear();
            }

            DropPages(kept);
        }

        Touch();
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Allocate(ulong offset, ulong length, bool keepLength)
    {
        ulong end = offset + length;
        if (end > MostBytes)
        {
            return FileStatus.Of(FileError.TooLarge);
        }

        Grow(end);
        for (ulong page = offset / PageBytes; page < (end + PageBytes - 1) / PageBytes; page++)
        {
            FileStatus status = MakePage((int)page, out _);
            if (!status.IsSuccess)
            {
                DropPages((int)((_length + PageBytes - 1) / PageBytes));
                return status;
            }
        }

        if (!keepLength && end > _length)
        {
            Volatile.Write(ref _length, end);
        }

        return FileStatus.Success;
    }

    private protected override void Free() => DropPages(0);

    private void Grow(ulong bytes)
    {
        int wanted = (int)((bytes + PageBytes - 1) / PageBytes);
        if (wanted > _pages.Length)
        {
            byte[]?[] grown = new byte[]?[Math.Max(wanted, Math.Min(_pages.Length * 2, _pages.Length + 65536))];
            _pages.CopyTo(grown, 0);
            Volatile.Write(ref _pages, grown);
        }
    }

    private FileStatus MakePage(int index, out byte[]? page)
    {
        page = _pages[index];
        if (page is not null)
        {
            return FileStatus.Success;
        }

        if (!FileSystem.TryTakePages(1))
        {
            return FileStatus.Of(FileError.NoSpace);
        }

        page = new byte[PageBytes];
        Volatile.Write(ref _pages[index], page);
        _pageCount++;
        return FileStatus.Success;
    }

    private void DropPages(int from)
    {
        int dropped = 0;
        for (int i = from; i < _pages.Length; i++)
        {
            dropped += _pages[i] is null ? 0 : 1;
            _pages[i] = null;
        }

        _pageCount -= dropped;
        FileSystem.GivePages(dropped);
    }
}
