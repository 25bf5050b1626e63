using System;
using System.Globalization;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Debian's Linux, measured by fio.</summary>
internal sealed class LinuxGuest : BenchGuest
{
    /// <summary>What the console says when the first program runs.</summary>
    internal const string FirstWord = "@USER";

    private const string Ready = "@READY";

    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(10);

    private LinuxGuest(Machine machine)
        : base(machine)
    {
    }

    /// <summary>Boots it, set up to be fast.</summary>
    /// <param name="profile">The machine.</param>
    internal static async Task<LinuxGuest> StartAsync(MachineProfile profile)
    {
        LinuxGuest guest = new(await StartAsync(Profile(profile, LinuxFiles.WithFio, string.Create(CultureInfo.InvariantCulture, $"nvme.poll_queues={profile.Cpus}")), Ready));

        // With one hardware queue Linux would sort requests, which costs time and helps nothing here.
        await guest.RunAsync("echo none > /sys/block/nvme0n1/queue/scheduler", s_moment);
        return guest;
    }

    /// <summary>A machine with Linux instead of the shell kernel.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="files">The Linux.</param>
    /// <param name="arguments">More kernel command line.</param>
    internal static MachineProfile Profile(MachineProfile profile, LinuxFiles files, string arguments) => profile with
    {
        Image = files.Kernel,
        KernelArguments = $"console=ttyS0 quiet mitigations=off tsc=reliable {arguments}",
        QemuArguments = [.. profile.QemuArguments, "-initrd", files.InitialDisk],
    };

    /// <inheritdoc/>
    protected override string Complete(string command) => command;

    /// <inheritdoc/>
    protected override BenchFigures Parse(string json) => BenchFigures.ParseFio(json);
}
