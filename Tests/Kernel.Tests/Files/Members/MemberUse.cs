using System;

namespace CosmosNvme.KernelTests.Files;

/// <summary>
/// A use of one public member of System.IO, and what comes of it under Linux: a text made of its results, or the name of the exception. It is given
/// a directory of its own, in which there are a file "f" that holds "hello", and a directory "d" with a file "g" that holds "inner".
/// </summary>
/// <param name="Member">The member's name in metadata.</param>
/// <param name="Use">Uses it and tells what came of it.</param>
/// <param name="Outcome">What does under Linux, on a file system that has all of Unix.</param>
internal sealed record MemberUse(string Member, Func<string, object?> Use, string Outcome)
{
    /// <summary>What comes of it on FAT, where that is something else.</summary>
    public string? OnFat { get; init; }

    /// <summary>What comes of it in this kernel, where that is something else than under Linux.</summary>
    public string? InKernel { get; init; }
}
