using CosmosNvme.Testing;

KernelTests.Start(typeof(CosmosNvme.KernelTests.Runtime.ExceptionTests).Assembly);
