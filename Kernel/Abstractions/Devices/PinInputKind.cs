namespace CosmosNvme.Abstractions;

/// <summary>What the inputs of a machine's interrupt controller are, and so what their numbers mean.</summary>
public enum PinInputKind
{
    /// <summary>I/O APICs: global system interrupts (ACPI 6.4 §5.2.13).</summary>
    GlobalSystemInterrupt,

    /// <summary>A pair of 8259s: inputs 0 to 15.</summary>
    Legacy,
}
