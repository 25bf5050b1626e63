namespace CosmosNvme.Cosmos;

/// <summary>What a slice took of the host, warm-up included.</summary>
/// <param name="Steal">Share of the host's CPU time that its own host gave to somebody else, 0 to 1.</param>
/// <param name="Wait">Time in which QEMU's threads could have run and had no CPU, as a share of the time in which they ran or could have.</param>
/// <param name="DeviceNanoseconds">What the emulated device took of a host CPU for each request.</param>
/// <param name="CpuNanoseconds">What the emulated CPUs took of the host's for each request.</param>
internal readonly record struct HostUse(double Steal, double Wait, double DeviceNanoseconds, double CpuNanoseconds)
{
    /// <summary>More of this, and the slice says nothing.</summary>
    internal const double MostSteal = 0.1;

    /// <summary>Whether the slice was left alone enough to be counted.</summary>
    internal bool IsUndisturbed => Steal <= MostSteal;

    /// <summary>Requests per second at which the emulated device's thread would be busy all the time.</summary>
    internal double Ceiling => DeviceNanoseconds == 0 ? 0 : 1e9 / DeviceNanoseconds;

    /// <summary>What lies between two samples of a machine.</summary>
    internal static HostUse Between(HostSample before, HostSample after)
    {
        double requests = after.Requests - before.Requests;
        double ran = after.DeviceNanoseconds - before.DeviceNanoseconds + after.CpuNanoseconds - before.CpuNanoseconds;
        double waited = after.WaitNanoseconds - before.WaitNanoseconds;
        return new HostUse(
            Share(after.StolenTicks - before.StolenTicks, after.CpuTicks - before.CpuTicks),
            Share(waited, ran + waited),
            Share(after.DeviceNanoseconds - before.DeviceNanoseconds, requests),
            Share(after.CpuNanoseconds - before.CpuNanoseconds, requests));
    }

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
