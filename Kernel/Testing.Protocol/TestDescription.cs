using System.Collections.Immutable;

namespace CosmosNvme.Testing.Protocol;

/// <summary>A test of a kernel.</summary>
/// <param name="FullName">NUnit's full name, which selects it.</param>
/// <param name="Fixture">Full name of its fixture, with arguments.</param>
/// <param name="Name">Its name within the fixture, with arguments.</param>
/// <param name="Categories">Its own categories, and those of all that holds it.</param>
/// <param name="IsExplicit">Whether it runs only when it is named.</param>
public sealed record TestDescription(string FullName, string Fixture, string Name, ImmutableArray<string> Categories, bool IsExplicit);
