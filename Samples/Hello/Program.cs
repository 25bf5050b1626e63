using System;
using CosmosNvme;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;

Kernel.Start<Hello>();

internal sealed class Hello : Kernel
{
    protected override void Run()
    {
        foreach (NvmeController controller in NvmeControllers)
        {
            Console.WriteLine($"{controller.Name}: {controller.Identify.ModelNumber}");
            foreach (NvmeNamespace disk in controller.Namespaces)
            {
                byte[] block = new byte[disk.BlockBytes];
                BlockStatus status = disk.Read(0, block);
                Console.WriteLine(status.IsSuccess ? $"{disk.Name}: block 0 ends with {Convert.ToHexString(block.AsSpan(^2..))}" : $"{disk.Name}: {status.Error}");
            }
        }

        Stop();
    }
}
