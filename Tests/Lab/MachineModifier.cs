using System;

namespace CosmosNvme.Lab;

/// <summary>A change that makes another machine of a profile: <c>profile + modifier</c>.</summary>
/// <param name="Name">What is different, in a word or two; becomes part of the profile's name.</param>
/// <param name="Change">The change.</param>
public sealed record MachineModifier(string Name, Func<MachineProfile, MachineProfile> Change);
