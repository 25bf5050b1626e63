using System;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>Hands to the nucleus what is to be done to devices of this machine in a panic.</summary>
public sealed class DevicePanicWrites : IPanicWrites
{
    /// <inheritdoc/>
    public unsafe IDisposable? TryAdd(RegisterWindow registers, in PanicWrite write)
    {
        if (registers is not MappedRegisters mapped)
        {
            throw new ArgumentException("These registers are not of this machine.", nameof(registers));
        }

        // SAFETY: the addresses lie inside the mapping, which is never taken back; AddressOf has checked that.
        int number = PanicServices.TryAdd(
            mapped.AddressOf(write.Offset), write.Keep, write.Set, mapped.AddressOf(write.StatusOffset), write.StatusMask, write.StatusDone, write.MostMilliseconds);
        return number < 0 ? null : new Entry(number);
    }

    private sealed class Entry(int number) : IDisposable
    {
        private int _number = number;

        public void Dispose()
        {
            int taken = Interlocked.Exchange(ref _number, -1);
            if (taken >= 0)
            {
                PanicServices.Remove(taken);
            }
        }
    }
}
