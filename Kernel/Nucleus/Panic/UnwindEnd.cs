namespace CosmosNvme.Nucleus;

/// <summary>Why a stack trace ends.</summary>
internal enum UnwindEnd
{
    /// <summary>It does not end here.</summary>
    None,

    /// <summary>The outermost frame: the place a thread or the nucleus starts at.</summary>
    Bottom,

    /// <summary>RIP, or the return address found, is not in the image's code.</summary>
    NotCode,

    /// <summary>The image describes no frame for this address.</summary>
    NoInformation,

    /// <summary>The description is damaged, or uses something this unwinder does not know.</summary>
    BadInformation,

    /// <summary>The stack could not be read.</summary>
    BadMemory,

    /// <summary>The caller's frame would not lie above this one.</summary>
    NotGrowing,
}
