using System.Collections.Generic;

namespace CosmosNvme.Pci;

/// <summary>A BAR whose size can be chosen.</summary>
/// <param name="Index">Number of the BAR, 0 to 5.</param>
/// <param name="Size">Bytes it has now.</param>
/// <param name="Sizes">Bytes it can have, ascending, as far as the first register tells.</param>
public sealed record ResizableBar(int Index, ulong Size, IReadOnlyList<ulong> Sizes);
