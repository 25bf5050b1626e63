using CosmosNvme.Lab.Testing;

[assembly: SavesFailedMachines]
