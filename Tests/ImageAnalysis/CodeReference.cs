using Iced.Intel;

namespace CosmosNvme.ImageAnalysis;

/// <summary>One reference from an instruction to another place of the image.</summary>
/// <param name="Kind">What the instruction does with the place.</param>
/// <param name="Target">Virtual address of the place; 0 for an indirect call through a register.</param>
/// <param name="Instruction">The instruction.</param>
public readonly record struct CodeReference(ReferenceKind Kind, ulong Target, Instruction Instruction);
