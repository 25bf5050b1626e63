namespace CosmosNvme.Lab;

/// <summary>How a run of a <see cref="BochsMachine"/> ended.</summary>
/// <param name="Console">What came out of the serial port behind GRUB.</param>
/// <param name="Log">What the kernel logged, among what Bochs's debugger says.</param>
/// <param name="Notes">What Bochs noted about the machine.</param>
/// <param name="PoweredOff">The machine switched itself off by ACPI.</param>
/// <param name="TimedOut">It was stopped from outside.</param>
public sealed record BochsResult(string Console, string Log, string Notes, bool PoweredOff, bool TimedOut)
{
    /// <summary>All of it, for messages; of Bochs's notes the end.</summary>
    public override string ToString() =>
        $"powered off: {PoweredOff}, timed out: {TimedOut}\n--- console\n{Console}\n--- log\n{Log}\n--- Bochs\n{Notes[^System.Math.Min(Notes.Length, 4000)..]}";
}
