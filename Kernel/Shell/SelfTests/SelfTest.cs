using System;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>A check of the machine from managed code. It throws when the machine does not do what it must.</summary>
/// <param name="Name">The word that selects it.</param>
/// <param name="Summary">What it checks.</param>
/// <param name="Run">The check.</param>
internal sealed record SelfTest(string Name, string Summary, Action<SelfTestContext> Run);
