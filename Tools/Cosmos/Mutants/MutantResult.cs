using System;

namespace CosmosNvme.Cosmos;

/// <summary>What came of one mutant.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="Verdict">Whether it was noticed.</param>
/// <param name="Detail">The test that noticed it; or why it is broken.</param>
/// <param name="Duration">Build and tests.</param>
internal sealed record MutantResult(Mutant Mutant, MutantVerdict Verdict, string Detail, TimeSpan Duration);
