using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>Who has a file open, and what becomes of it when nobody has any more.</summary>
internal sealed partial class FatNode
{
    private bool _isRemoved;
    private bool _isFreed;
    private bool _mayHaveTail;
    private int _users;

    /// <inheritdoc/>
    internal override FileStatus Acquire()
    {
        lock (_state)
        {
            if (_isRemoved && _users == 0)
            {
                return FileStatus.Of(FileError.NoEntry);
            }

            _users++;
            return FileStatus.Success;
        }
    }

    /// <inheritdoc/>
    internal override void Release()
    {
        bool isLast;
        lock (_state)
        {
            isLast = --_users == 0;
        }

        if (isLast && (_isRemoved || _mayHaveTail))
        {
            lock (_volume.Changes)
            {
                FreeUnused();
            }
        }
    }

    // The caller holds the volume's lock.
    private void FreeUnused()
    {
        bool isUnused;
        lock (_state)
        {
            isUnused = _users == 0 && !_isFreed;
            _isFreed |= isUnused && _isRemoved;
            Volatile.Write(ref _length, _isFreed ? 0 : _length);
        }

        if (isUnused && _isRemoved)
        {
            _volume.CutChain(_chain!, 0);
            _volume.NoteOrphan(-1);
        }
        else if (isUnused)
        {
            _mayHaveTail = false;
            Trim();
        }
    }
}
