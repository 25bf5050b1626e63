namespace CosmosNvme.Testing;

/// <summary>The test is safe on any machine: it writes to no disk.</summary>
public sealed class ReadOnlyTestAttribute() : TestCategoryAttribute(TestCategories.ReadOnly);
