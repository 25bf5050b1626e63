using CosmosNvme.Nvme.Tests;

[assembly: StopsRecovery]
