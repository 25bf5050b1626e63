namespace CosmosNvme.Nvme;

/// <summary>Somebody wants the controller reset, and waits for it.</summary>
internal sealed class ResetRequest(ResetKind kind)
{
    private volatile bool _isDone;

    /// <summary>Which reset.</summary>
    internal ResetKind Kind => kind;

    /// <summary>True once it is over.</summary>
    internal bool IsDone => _isDone;

    /// <summary>Why it did not work; null if it did. After <see cref="IsDone"/>.</summary>
    internal string? Problem { get; private set; }

    /// <summary>It is over. By the recovery thread.</summary>
    internal void Finish(string? problem)
    {
        Problem = problem;
        _isDone = true;
    }
}
