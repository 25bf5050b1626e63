using System;
using System.IO;
using System.Linq;

namespace CosmosNvme.Lab;

/// <summary>What this host can accelerate.</summary>
public static class HostAcceleration
{
    private const string KvmDevice = "/dev/kvm";
    private const string ModuleList = "/proc/modules";

    /// <summary>Why KVM cannot be used here, or null if it can.</summary>
    /// <remarks>
    /// A writable /dev/kvm is not enough: under kvm_pvm, a nested KVM without hardware help, ring-0 code is interpreted
    /// instruction by instruction, so one of the two hardware modules must be loaded.
    /// </remarks>
    public static string? KvmObstacle { get; } = FindKvmObstacle(KvmDevice, ModuleList);

    /// <summary>Turns <see cref="Acceleration.Auto"/> into what this host offers; leaves the others alone.</summary>
    /// <param name="wanted">What was asked for.</param>
    public static Acceleration Resolve(Acceleration wanted)
    {
        if (wanted != Acceleration.Auto)
        {
            return wanted;
        }

        return KvmObstacle is null ? Acceleration.Kvm : Acceleration.Tcg;
    }

    /// <summary>The reason why the host described by two files cannot run KVM, or null.</summary>
    /// <param name="device">The KVM device node.</param>
    /// <param name="moduleList">A file in the format of /proc/modules.</param>
    public static string? FindKvmObstacle(string device, string moduleList)
    {
        if (!File.Exists(device))
        {
            return $"{device} does not exist";
        }

        try
        {
            using FileStream stream = new(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{device} is not writable";
        }

        bool hardware = File.Exists(moduleList)
            && File.ReadLines(moduleList).Any(line => line.StartsWith("kvm_intel ", StringComparison.Ordinal) || line.StartsWith("kvm_amd ", StringComparison.Ordinal));
        return hardware ? null : "neither kvm_intel nor kvm_amd is loaded";
    }
}
