namespace CosmosNvme.Nvme.Simulator;

/// <summary>How the simulated controller tells the host that completions are there.</summary>
public enum InterruptMode
{
    /// <summary>Not at all: the host polls.</summary>
    None,

    /// <summary>INTx: one wire whose level says that something is there to be done.</summary>
    Pin,

    /// <summary>MSI: 1, 2, 4, 8, 16 or 32 messages.</summary>
    Msi,

    /// <summary>MSI-X: a vector for each message, each with a mask of its own.</summary>
    MsiX,
}
