namespace CosmosNvme.Abstractions;

/// <summary>Which way the data goes.</summary>
public enum DmaDirection
{
    /// <summary>The device writes the buffer (a read command).</summary>
    FromDevice,

    /// <summary>The device reads the buffer (a write command).</summary>
    ToDevice,
}
