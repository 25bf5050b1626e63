namespace CosmosNvme.ImageAnalysis;

/// <summary>How an instruction refers to another place.</summary>
public enum ReferenceKind
{
    /// <summary>A direct call.</summary>
    Call,

    /// <summary>A direct jump out of the function: a tail call, or a branch between assembly functions.</summary>
    Jump,

    /// <summary>The function's last instruction runs on into the next function.</summary>
    FallThrough,

    /// <summary>The address of code is taken, to be called later.</summary>
    CodeAddress,

    /// <summary>Data at a fixed address is used, or its address is taken.</summary>
    Data,

    /// <summary>A call or jump to an address known only at run time. The target, if not 0, is the memory word that holds it.</summary>
    Indirect,
}
