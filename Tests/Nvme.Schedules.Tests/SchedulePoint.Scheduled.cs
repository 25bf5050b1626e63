namespace CosmosNvme.Nvme;

/// <content>In this build, every point asks the scheduler.</content>
internal static partial class SchedulePoint
{
    static partial void Reached() => Scheduler.Point();
}
