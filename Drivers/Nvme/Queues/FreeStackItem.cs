namespace CosmosNvme.Nvme;

/// <summary>Something of which there is a supply, kept in a <see cref="FreeStack"/> while nobody uses it.</summary>
internal abstract class FreeStackItem
{
    /// <summary>Its number in the supply, from 0 on; given when it is admitted.</summary>
    internal int Index { get; set; }

    /// <summary>The stack's: number of the item below, made one-based; 0 at the bottom. Means something only while the item is in the stack.</summary>
    internal int Below { get; set; }
}
