namespace CosmosNvme.Nvme;

/// <summary>How the owner of a command learns that it has ended.</summary>
internal enum CommandWait : byte
{
    /// <summary>It drains the completion queue itself and looks at its slot.</summary>
    Poll,

    /// <summary>It blocks and is woken.</summary>
    Block,

    /// <summary>It awaits.</summary>
    Await,
}
