using System.Collections.Generic;

namespace CosmosNvme.Pci;

/// <summary>Whoever drives the functions that come and go. Called by the hot-plug thread, one slot at a time; may block.</summary>
public interface IHotPlugClient
{
    /// <summary>Functions have come; their bars have addresses, nothing else is set up.</summary>
    /// <param name="functions">In the order of their addresses.</param>
    void OnPlugged(IReadOnlyList<PciFunction> functions);

    /// <summary>Functions go, or have gone. When this returns nobody uses them any more.</summary>
    /// <param name="functions">Those of the slot.</param>
    /// <param name="isPresent">True: somebody has asked for it, and the power goes when this returns; false: they were pulled out.</param>
    void OnUnplugged(IReadOnlyList<PciFunction> functions, bool isPresent);
}
