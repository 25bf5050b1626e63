namespace CosmosNvme.Storage;

/// <summary>How a range of a file is locked.</summary>
public enum RangeLockKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Together with others that hold it shared (F_RDLCK, LOCK_SH).</summary>
    Shared,

    /// <summary>Alone (F_WRLCK, LOCK_EX).</summary>
    Exclusive,
}
