using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>What an open file is.</summary>
internal enum FileKind
{
    Free,
    ConsoleInput,
    ConsoleOutput,
    LogOutput,
    PipeReader,
    PipeWriter,
    Text,
    Null,
    Zero,
    Random,
}

/// <summary>An open file: what several descriptors (dup) share.</summary>
internal unsafe struct OpenFile
{
    internal FileKind Kind;
    internal int References;
    internal uint Flags;

    /// <summary>Bytes of a <see cref="FileKind.Text"/>.</summary>
    internal int Length;

    internal long Offset;

    /// <summary>The <see cref="Pipe"/>, or the frame that holds the text.</summary>
    internal void* Object;
}

/// <summary>File descriptors of the one process.</summary>
internal static unsafe class FileTable
{
    internal const int Capacity = 1024;
    internal const uint NonBlocking = 0x800;

    private static OpenFile** s_descriptors;
    private static OpenFile* s_files;
    private static SpinLock s_lock;

    /// <summary>Opens 0, 1 and 2: console input, console output, log.</summary>
    internal static void Initialize()
    {
        s_descriptors = (OpenFile**)NucleusMemory.Allocate(Capacity * (ulong)sizeof(OpenFile*));
        s_files = (OpenFile*)NucleusMemory.Allocate(Capacity * (ulong)sizeof(OpenFile));
        Install(Create(FileKind.ConsoleInput, null, 0), 0);
        Install(Create(FileKind.ConsoleOutput, null, 0), 0);
        Install(Create(FileKind.LogOutput, null, 0), 0);
    }

    /// <summary>The open file behind a descriptor, or null. It stays valid while the caller does not let the descriptor be closed.</summary>
    internal static OpenFile* Find(int descriptor) => (uint)descriptor < Capacity ? s_descriptors[descriptor] : null;

    /// <summary>A new open file without a descriptor; null: all in use.</summary>
    internal static OpenFile* Create(FileKind kind, void* item, uint flags)
    {
        s_lock.Acquire();
        OpenFile* file = null;
        for (int i = 0; i < Capacity && file == null; i++)
        {
            if (s_files[i].Kind == FileKind.Free)
            {
                file = s_files + i;
            }
        }

        if (file != null)
        {
            file->Kind = kind;
            file->Object = item;
            file->Flags = flags;
            file->References = 0;
            file->Offset = 0;
            file->Length = 0;
        }

        s_lock.Release();
        return file;
    }

    /// <summary>Gives the file the lowest free descriptor from <paramref name="from"/> on, or -EMFILE.</summary>
    internal static long Install(OpenFile* file, int from)
    {
        s_lock.Acquire();
        for (int i = from < 0 ? 0 : from; i < Capacity; i++)
        {
            if (s_descriptors[i] == null)
            {
                s_descriptors[i] = file;
                file->References++;
                s_lock.Release();
                return i;
            }
        }

        s_lock.Release();
        return -Errno.TooManyFiles;
    }

    internal static long Close(int descriptor)
    {
        s_lock.Acquire();
        OpenFile* file = Find(descriptor);
        if (file == null)
        {
            s_lock.Release();
            return -Errno.BadFile;
        }

        s_descriptors[descriptor] = null;
        bool last = --file->References == 0;
        s_lock.Release();
        if (last)
        {
            Release(file);
        }

        return 0;
    }

    /// <summary>Frees a file that no descriptor refers to.</summary>
    internal static void Release(OpenFile* file)
    {
        switch (file->Kind)
        {
            case FileKind.PipeReader:
                Pipe.CloseReader((Pipe*)file->Object);
                break;
            case FileKind.PipeWriter:
                Pipe.CloseWriter((Pipe*)file->Object);
                break;
            case FileKind.Text:
                FrameCache.Give(DirectMap.Physical(file->Object));
                break;
            default:
                break;
        }

        Volatile.Write(ref *(int*)&file->Kind, (int)FileKind.Free);
    }
}
