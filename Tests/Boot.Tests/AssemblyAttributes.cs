using CosmosNvme.Lab.Testing;
using NUnit.Framework;

[assembly: Category("Boot")]
[assembly: SavesFailedMachines]
