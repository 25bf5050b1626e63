using System;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Threads of the nucleus that no CPU runs.</summary>
internal sealed unsafe class HostThreads : IDisposable
{
    private readonly Thread* _threads;

    internal HostThreads(int count)
    {
        _threads = (Thread*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(Thread));
        for (int i = 0; i < count; i++)
        {
            _threads[i].Id = i;
            _threads[i].TimerIndex = -1;
        }
    }

    public void Dispose() => NativeMemory.Free(_threads);

    internal Thread* Get(int id) => _threads + id;
}
