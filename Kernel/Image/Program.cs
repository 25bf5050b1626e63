using CosmosNvme;
using CosmosNvme.Image;

Kernel.Start<ShellKernel>();
