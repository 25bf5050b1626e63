using System.Diagnostics;

namespace CosmosNvme.Nvme;

/// <summary>
/// Stands before every access to memory that threads share without a lock. Compiles to nothing, but in the build that the schedule
/// tests make of these sources: there a scheduler decides at each point which thread goes on.
/// </summary>
internal static partial class SchedulePoint
{
    /// <summary>Lets the scheduler of a test take another thread.</summary>
    [Conditional("COSMOS_SCHEDULES")]
    internal static void Reach() => Reached();

    static partial void Reached();
}
