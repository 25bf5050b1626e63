using System.Globalization;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The shell kernel, measured by its <c>bench</c>.</summary>
internal sealed class CosmosGuest : BenchGuest
{
    /// <summary>What the console says when the shell takes commands.</summary>
    internal const string Prompt = "cosmos>";

    private CosmosGuest(Machine machine)
        : base(machine)
    {
    }

    /// <summary>Boots it.</summary>
    /// <param name="profile">The machine.</param>
    internal static async Task<CosmosGuest> StartAsync(MachineProfile profile) =>
        new(await StartAsync(profile.WithKernelArgument(string.Create(CultureInfo.InvariantCulture, $"nvme.direct_queues={profile.Cpus}")), Prompt));

    /// <inheritdoc/>
    protected override string Complete(string command) => $"{command}; echo {End[..1]}''{End[1..]}";

    /// <inheritdoc/>
    protected override BenchFigures Parse(string json) => BenchFigures.Parse(json);
}
