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
    private readonly List<NvmeNamespace> _gone = [];
    private readonly List<NvmeNamespace> _come = [];
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

    /// <summary>True if a reset has made changes of which nobody was told yet.</summary>
    internal bool HasUntold
    {
        get
        {
            lock (_lock)
            {
                return _gone.Count + _come.Count > 0;
            }
        }
    }

    /// <summary>Looks for them again. Those that are what they were go on; others are retired, and new ones made.</summary>
    internal void Rescan()
    {
        Look();
        Tell();
    }

    /// <summary>The same without telling anybody: who is told may ask the new disks for something, and while a controller is being reset they do not answer.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            int resets = _core.ResetsBegun;
            IReadOnlyList<NvmeNamespace> before = All;
            IReadOnlyList<NvmeNamespace> after = _scan.Run(before);

            // What was not answered because of a reset says nothing about the namespaces; the reset looks for them itself.
            if (_core.Health.IsTroubled || _core.ResetsBegun != resets)
            {
                return;
            }

            foreach (NvmeNamespace disk in before.Except(after))
            {
                disk.Retire();
                _gone.Add(disk);
            }

            _come.AddRange(after.Except(before));
            foreach (NvmeNamespace disk in after)
            {
                disk.Resume();
            }

            Volatile.Write(ref _all, after);
        }
    }

    /// <summary>Tells of what has changed.</summary>
    internal void Tell()
    {
        NvmeNamespace[] gone;
        NvmeNamespace[] come;
        lock (_lock)
        {
            gone = [.. _gone];
            come = [.. _come.Except(_gone)];
            _gone.Clear();
            _come.Clear();
        }

        if (gone.Length + come.Length > 0)
        {
            Changed?.Invoke(gone, come);
        }
    }
}
