namespace CosmosNvme.Nvme;

/// <summary>An item of a supply; knows whether somebody has it.</summary>
internal sealed class TestItem : FreeStackItem
{
    internal bool IsTaken { get; set; }
}
