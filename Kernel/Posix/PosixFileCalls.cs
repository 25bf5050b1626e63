using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>
/// Linux's system calls on files, answered from a <see cref="VirtualFileSystem"/>: what System.IO and other libraries need to work on
/// it without knowing. There is one process, and it is root. Any number of threads call at once.
/// </summary>
public sealed class PosixFileCalls : IFileCalls
{
    private readonly CallContext _context;
    private readonly NameCalls _names;
    private readonly StatusCalls _statuses;
    private readonly DescriptorCalls _descriptors;
    private readonly TransferCalls _transfers;
    private readonly LockCalls _locks;

    /// <summary>Makes it.</summary>
    /// <param name="files">The files.</param>
    /// <param name="memory">The memory that arguments point to.</param>
    /// <param name="firstDescriptor">The first descriptor that is given out.</param>
    /// <param name="descriptors">How many are.</param>
    public PosixFileCalls(VirtualFileSystem files, ICallMemory memory, int firstDescriptor, int descriptors)
    {
        _context = new CallContext(files, memory, firstDescriptor, descriptors);
        _names = new NameCalls(_context);
        _statuses = new StatusCalls(_context);
        _descriptors = new DescriptorCalls(_context);
        _transfers = new TransferCalls(_context);
        _locks = new LockCalls(_context);
    }

    /// <summary>Writes changed pages of mapped files back: before the file systems are flushed for the last time.</summary>
    public void WriteBack() => _context.Mappings.WriteBackAll();

    /// <inheritdoc/>
    public long Call(in FileCall call)
    {
        int number = call.Number;
        return NameCalls.Answers(number) ? _names.Call(call)
            : StatusCalls.Answers(number) ? _statuses.Call(call)
            : number is SystemCallNumber.Fcntl or SystemCallNumber.Flock ? WithDescription(call)
            : TransferCalls.Answers(number) ? _transfers.Call(call)
            : _descriptors.Call(call);
    }

    private long WithDescription(in FileCall call)
    {
        OpenDescription? description = _context.Descriptors.Enter((int)call.First);
        if (description is null)
        {
            return Errno.Of(FileError.BadFile);
        }

        long result = call.Number == SystemCallNumber.Flock
            ? LockCalls.Flock(description, (int)call.Second)
            : LockCalls.IsLock((int)call.Second) ? _locks.Fcntl(description, (int)call.Second, call.Third) : _descriptors.Fcntl(description, (int)call.Second, (uint)call.Third);
        description.Leave();
        return result;
    }
}
