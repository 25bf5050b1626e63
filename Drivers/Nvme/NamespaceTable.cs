using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>The namespaces of a controller that are disks, and what happens when they change. Any thread.</summary>
internal sealed class NamespaceTable
{
    private const uint AllNamespaces = uint.MaxValue;

    private readonly ControllerCore _core;
    private readonly NamespaceScan _scan;
    private readonly Lock _lock = new();
    private IReadOnlyList<NvmeNamespace> _all;

    /// <summary>Looks for them.</summary>
    internal NamespaceTable(ControllerCore core, IdentifyController identify, int maximumTransferBytes)
    {
        _core = core;
        _scan = new NamespaceScan(core, identify, maximumTransferBytes);
        _all = _scan.Run([]);
    }

    /// <summary>Those retired, those new.</summary>
    internal event Action<IReadOnlyList<NvmeNamespace>, IReadOnlyList<NvmeNamespace>>? Changed;

    /// <summary>In the order of their ids.</summary>
    internal IReadOnlyList<NvmeNamespace> All => Volatile.Read(ref _all);

    /// <summary>A command that may change namespaces is about to be sent: no request gets through to them until <see cref="Rescan"/>.</summary>
    /// <param name="namespaceId">NSID of the command; 0 or ffffffffh: all of them.</param>
    internal void Suspend(uint namespaceId)
    {
        lock (_lock)
        {
            foreach (NvmeNamespace disk in All.Where(disk => namespaceId is 0 or AllNamespaces || disk.Id == namespaceId))
            {
                disk.Suspend();
            }
        }
    }

    /// <summary>Looks for them again. Those that are what they were go on; others are retired, and new ones made.</summary>
    internal void Rescan()
    {
        IReadOnlyList<NvmeNamespace> gone;
        IReadOnlyList<NvmeNamespace> come;
        lock (_lock)
        {
            IReadOnlyList<NvmeNamespace> before = All;
            IReadOnlyList<NvmeNamespace> after = _scan.Run(before);
            if (_core.Health.HasFailed)
            {
                return;
            }

            gone = before.Except(after).ToArray();
            come = after.Except(before).ToArray();
            foreach (NvmeNamespace disk in gone)
            {
                disk.Retire();
            }

            foreach (NvmeNamespace disk in after)
            {
                disk.Resume();
            }

            Volatile.Write(ref _all, after);
        }

        if (gone.Count + come.Count > 0)
        {
            Changed?.Invoke(gone, come);
        }
    }
}
