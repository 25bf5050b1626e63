using CosmosNvme.Lab.Testing;
using NUnit.Framework;

[assembly: SavesFailedMachines]
[assembly: LevelOfParallelism(6)]
[assembly: Parallelizable(ParallelScope.Fixtures)]
