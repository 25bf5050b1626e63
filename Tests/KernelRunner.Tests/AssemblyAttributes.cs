using CosmosNvme.KernelRunner.Tests;
using CosmosNvme.Lab.Testing;
using NUnit.Framework;

[assembly: Category("Kernel")]
[assembly: SavesFailedMachines]
[assembly: LeavesNoMachine]
