namespace CosmosNvme.Testing;

/// <summary>The categories that decide where a test of a kernel runs.</summary>
public static class TestCategories
{
    /// <summary>Safe on any machine: writes to no disk.</summary>
    public const string ReadOnly = "read-only";

    /// <summary>Overwrites the disk that is named on the kernel command line, <c>tests.disk=NAME</c>, and runs only if one is.</summary>
    public const string Destructive = "destructive";

    /// <summary>Counts instructions, on a machine whose clock does; runs only when it is named.</summary>
    public const string Instructions = "instructions";

    /// <summary>Ends or hangs the machine on purpose; runs only when it is named.</summary>
    public const string Deadly = "deadly";
}
