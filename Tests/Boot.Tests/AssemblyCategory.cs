using CosmosNvme.Boot.Tests;
using NUnit.Framework;

[assembly: Category("Boot")]
[assembly: SavesFailedMachines]
