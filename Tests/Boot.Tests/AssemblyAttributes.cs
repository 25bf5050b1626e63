using CosmosNvme.Lab.Testing;
using NUnit.Framework;

[assembly: Category("Boot")]
[assembly: SavesFailedMachines]

// More than the host can run: the lab's gate lets as many machines run as there is room for, and a waiting test costs nothing.
[assembly: LevelOfParallelism(6)]
[assembly: Parallelizable(ParallelScope.Fixtures)]
