namespace CosmosNvme.Shell.Commands;

/// <summary>How lspci shows classes, vendors and devices.</summary>
internal enum PciNameStyle
{
    /// <summary>As names; numbers where no name is known.</summary>
    Names,

    /// <summary>As numbers (-n).</summary>
    Numbers,

    /// <summary>As names with the numbers behind them (-nn).</summary>
    Both,
}
