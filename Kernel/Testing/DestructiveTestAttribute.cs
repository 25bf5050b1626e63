namespace CosmosNvme.Testing;

/// <summary>The test overwrites <see cref="KernelContext.DestructiveDisk"/>. It runs only on a machine whose command line names that disk.</summary>
public sealed class DestructiveTestAttribute() : TestCategoryAttribute(TestCategories.Destructive);
