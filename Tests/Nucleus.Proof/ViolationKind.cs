namespace CosmosNvme.Nucleus.Proof;

/// <summary>What nucleus code did that it may not.</summary>
internal enum ViolationKind
{
    /// <summary>Allocates on the managed or the C heap.</summary>
    Allocates,

    /// <summary>Can throw: a bounds check, checked arithmetic, a cast, a throw statement.</summary>
    Throws,

    /// <summary>Uses a static that is initialised on first use.</summary>
    InitialisesLazily,

    /// <summary>Stores object references, calls interfaces or tests types.</summary>
    UsesObjects,

    /// <summary>Needs a runtime thread: P/Invoke, reverse P/Invoke, GC poll.</summary>
    EntersRuntime,

    /// <summary>Copies or clears a block through a library routine, which uses vector registers.</summary>
    CopiesBlock,

    /// <summary>Has a stack cookie, whose check ends in the runtime.</summary>
    ChecksStackCookie,

    /// <summary>Needs more than a page of stack in one frame.</summary>
    GrowsStack,

    /// <summary>Reaches code that is neither managed nor assembly of the nucleus.</summary>
    LeavesNucleus,

    /// <summary>Uses an FP, MMX, SSE, AVX or mask register, or their control words.</summary>
    UsesVectorRegister,

    /// <summary>Uses data that the runtime fills in when it starts.</summary>
    UsesHydratedData,

    /// <summary>Uses thread-local storage, which belongs to whatever thread was interrupted.</summary>
    UsesThreadLocal,

    /// <summary>Executes a system call: the nucleus is what answers those.</summary>
    MakesSystemCall,

    /// <summary>Calls an address that the proof cannot know.</summary>
    CallsUnknown,

    /// <summary>Bytes in a function are no instructions.</summary>
    IsNotCode,
}
