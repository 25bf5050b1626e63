namespace CosmosNvme.Abstractions;

/// <summary>The milestones between reset and the first prompt, in the order in which they are reached.</summary>
public enum BootStage
{
    /// <summary>The first instruction of the nucleus.</summary>
    Nucleus,

    /// <summary>The first instruction of the C library and the .NET runtime.</summary>
    Runtime,

    /// <summary>The first managed statement of the kernel program.</summary>
    Main,

    /// <summary>The shell (or another kernel's main loop) is ready for work.</summary>
    Shell,
}
