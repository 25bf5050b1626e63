namespace CosmosNvme.Nucleus;

/// <summary>Milestones of booting.</summary>
public enum TimelineStage
{
    /// <summary>The first C# statement of the nucleus.</summary>
    Nucleus,

    /// <summary>The first thread enters the C library.</summary>
    Runtime,

    /// <summary>Managed Main.</summary>
    Main,

    /// <summary>The shell is ready.</summary>
    Shell,
}
