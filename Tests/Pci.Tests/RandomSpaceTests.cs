using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Whatever devices answer, scanning ends, throws nothing, and leaves registers as they were.</summary>
internal sealed class RandomSpaceTests
{
    // A bus costs 32 reads to look at, a function a few hundred with both lists as long as they can get.
    private const long MostReadsPerFunction = 6000;

    [Test]
    public void Scan_RandomBytes_EndsAndIsWithinBounds()
    {
        Gen.Int.Sample(seed =>
        {
            FakeSpace space = Build(seed, out List<FakeFunction> functions);
            PciDevices devices = PciDevices.Scan(space);
            foreach (PciFunction function in devices)
            {
                ReadEverything(function);
            }

            return devices.Count <= functions.Count
                && devices.SequenceEqual(devices.OrderBy(function => function.Address))
                && space.Reads < (256 * 32) + ((functions.Count + 1) * MostReadsPerFunction);
        }, iter: 100);
    }

    [Test]
    public void Scan_RandomBytes_LeavesTheRegistersAsTheyWere()
    {
        Gen.Int.Sample(seed =>
        {
            FakeSpace space = Build(seed, out _);
            PciDevices devices = PciDevices.Scan(space);
            byte[][] first = Copies(space, devices);
            PciDevices again = PciDevices.Scan(space);
            return devices.Select(Describe).SequenceEqual(again.Select(Describe))
                && first.Zip(Copies(space, again)).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        }, iter: 50);
    }

    private static byte[][] Copies(FakeSpace space, PciDevices devices) =>
        devices.Select(function => Enumerable.Range(0, 256).Select(offset => space.Read8(function.Address, offset)).ToArray()).ToArray();

    private static string Describe(PciFunction function) =>
        $"{function} {string.Join(',', function.Bars)} {function.Rom} {string.Join(',', function.Capabilities.Select(capability => capability.Offset))}";

    // Buses 0 to 3 answer at one address in four; the bytes are random, but now and then likely: a bridge, a chain of capabilities.
    private static FakeSpace Build(int seed, out List<FakeFunction> functions)
    {
        Random random = new(seed);
        List<FakeFunction> made = [];
        FakeSpace space = new()
        {
            Elsewhere = address =>
            {
                if (address.Bus > 3)
                {
                    return null;
                }

                if (random.Next(4) != 0)
                {
                    return new FakeFunction(0xffff, 0xffff);
                }

                byte[] bytes = new byte[4096];
                byte[] writable = new byte[4096];
                random.NextBytes(bytes);
                random.NextBytes(writable);
                bytes[0x0e] = (byte)((bytes[0x0e] & 0x80) | random.Next(4));
                if (random.Next(2) == 0)
                {
                    bytes[0x19] = (byte)random.Next(5);
                    bytes[0x1a] = (byte)random.Next(5);
                }

                // Only the registers that scanning writes are writable.
                writable.AsSpan(0x3c).Clear();
                writable.AsSpan(0, 4).Clear();
                writable.AsSpan(6, 10).Clear();
                for (int offset = 0x40; offset < 0x100 && random.Next(3) != 0; offset += 4)
                {
                    bytes[offset] = (byte)random.Next(0x16);
                }

                FakeFunction function = new FakeFunction(length: 4096).Fill(bytes, writable);
                made.Add(function);
                return function;
            },
        };
        functions = made;
        return space;
    }

    private static void ReadEverything(PciFunction function)
    {
        foreach (PciCapability capability in function.Capabilities)
        {
            _ = capability.Name;
            switch (capability)
            {
                case MsiCapability msi:
                    _ = msi.MessageAddress;
                    _ = msi.MessageData;
                    break;
                case MsiXCapability msix:
                    _ = msix.TryMapTable(new RefusingMemory());
                    break;
                case PciExpressCapability express:
                    _ = express.LinkStatus;
                    _ = PciExpressCapability.FormatSpeed(express.Speed);
                    break;
                case PowerManagementCapability power:
                    _ = power.State;
                    break;
            }
        }

        _ = function.SubsystemId;
        _ = function.Bridge?.IoWindow;
        _ = function.Bridge?.MemoryWindow;
        _ = function.Bridge?.PrefetchableWindow;
        for (int index = 0; index < 6; index++)
        {
            _ = function.TryMapBar(index, new RefusingMemory());
        }
    }

    private sealed class RefusingMemory : IPhysicalMemory
    {
        public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length) => null;
    }
}
