using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Pci;

namespace CosmosNvme;

/// <summary>The NVMe controllers of a kernel; they come and go. Who enumerates sees those of that moment. Any thread.</summary>
internal sealed class NvmeDevices : IReadOnlyList<NvmeController>
{
    private readonly Lock _lock = new();
    private volatile NvmePciDevice[] _all = [];

    /// <inheritdoc/>
    public int Count => _all.Length;

    /// <summary>With their functions.</summary>
    internal IReadOnlyList<NvmePciDevice> All => _all;

    /// <inheritdoc/>
    public NvmeController this[int index] => _all[index].Controller;

    /// <inheritdoc/>
    public IEnumerator<NvmeController> GetEnumerator() => _all.Select(device => device.Controller).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The lowest n for which there is no nvme<c>n</c>.</summary>
    internal int FreeNumber() => Enumerable.Range(0, int.MaxValue).First(number => !_all.Any(device => device.Controller.Name == $"nvme{number}"));

    internal void Add(NvmePciDevice device)
    {
        lock (_lock)
        {
            _all = [.. _all, device];
        }
    }

    internal void Remove(NvmePciDevice device)
    {
        lock (_lock)
        {
            _all = [.. _all.Where(other => other != device)];
        }
    }
}
