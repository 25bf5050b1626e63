using System;

namespace CosmosNvme.Nvme;

/// <summary>What is with a <see cref="DirectSlot"/>. Nearly all that end are just <see cref="Outstanding"/>: one comparison tells.</summary>
[Flags]
internal enum DirectSlotState : uint
{
    /// <summary>Nobody uses it.</summary>
    Free = 0,

    /// <summary>From the moment its command is in the batch until the owner has been told the end.</summary>
    Outstanding = 1,

    /// <summary>The command's buffer is mapped and has to be let go; buffers with PRPs of their own are not.</summary>
    Mapped = 2,

    /// <summary>Nothing came for so long that the command was given a deadline.</summary>
    Timed = 4,

    /// <summary>Its last command ended with the controller and not by it.</summary>
    GivenUp = 8,

    /// <summary>How long its command takes is measured, as one for many.</summary>
    Sampled = 16,
}
