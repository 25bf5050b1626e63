using System.Collections.Generic;
using System.Linq;
using CosmosNvme.ImageAnalysis;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>
/// Where the data path begins, where it ends, and every exception to its rules, by exact symbol and with the reason. An entry that the image does not need fails
/// the tests, so the lists stay short.
/// </summary>
internal sealed class DataPathPolicy
{
    /// <summary>How symbols of the driver begin.</summary>
    internal const string Driver = "CosmosNvme_Nvme_CosmosNvme_Nvme_";

    private const string Hal = "CosmosNvme_Hal_CosmosNvme_Hal_";
    private const string Ways = "CosmosNvme_Kernel_Tests_CosmosNvme_KernelTests_DataPath_Ways__";

    /// <summary>Symbols of the methods that users, or the machine, call.</summary>
    internal required IReadOnlyList<string> Roots { get; init; }

    /// <summary>
    /// Symbols at which the walk stops: what lies behind belongs to somebody else, or is not reached by a request that goes well.
    /// </summary>
    internal required IReadOnlyDictionary<string, string> Ends { get; init; }

    /// <summary>Symbols of functions that may call through a pointer, and how often.</summary>
    internal required IReadOnlyDictionary<string, AllowedIndirection> Indirections { get; init; }

    /// <summary>The data path of this repository's driver.</summary>
    internal static DataPathPolicy Kernel { get; } = new()
    {
        Roots =
        [
            .. new[] { "Read", "Write", "ReadSeveral", "WriteSeveral", "Flush", "StartRead", "StartWrite", "StartReadSeveral", "StartWriteSeveral", "StartFlush", "AddRead", "AddWrite", "AddBufferRead", "AddBufferWrite", "AddFlush", "Submit", "Poll", "Pause", "WaitForInterrupt" }.Select(way => Ways + way),
            Hal + "SoftInterruptThread__Serve",
            Driver + "QueueInterrupt__Run",
            Driver + "Request__Execute",
            Driver + "Request__OnCompleted",
            Driver + "Request__GetResult",
        ],
        Ends = new Dictionary<string, string>
        {
            [Driver + "Transfer__Create"] = "More requests are on their way at once than ever before.",
            [Driver + "QueuePair__Refuse"] = "The controller has written nonsense and is given up.",
            [Driver + "NvmeQueue__Refuse"] = "The controller has written nonsense and is given up.",
            [Driver + "NvmeQueue__SleepOn"] = "The interrupt that woke the thread was not for it.",
            [Driver + "NvmeQueue__WaitByLooking"] = "The queue has no interrupt: the thread waits as it can.",
            [Driver + "NvmeQueue__LookForTrouble"] = "Nothing has come for thousands of looks.",
            [Driver + "NvmeQueue__PollAbandoned"] = "The controller was stopped.",
            [Driver + "QueuePair__LookForTrouble"] = "Nothing has come for a millisecond.",
            [Driver + "QueuePair__ClaimInLine"] = "All slots are in use, and the thread is going to wait.",
            [Driver + "QueuePair__Sleep"] = "The thread is going to sleep.",
            [Driver + "SlotLine__Serve"] = "All slots were in use, and somebody waits for one.",
            [Driver + "Transfer__WaitForSlot"] = "All slots are in use.",
            [Driver + "Transfer__GoOnAfterWait"] = "All slots were in use, or a command is to be sent again.",
            [Driver + "Transfer__Judge"] = "A command has failed.",
            [Driver + "Transfer__TryPostpone"] = "A command has failed.",
            [Driver + "Transfer__TryWaitForRetry"] = "A command has failed.",
            [Driver + "TransferMapper__MapCopy"] = "No device can reach the buffer where it is: it is copied.",
            [Driver + "Transfer__TakeBack"] = "The buffer was copied.",
            [Driver + "NvmeNamespace__Cancelled"] = "The caller wanted nothing any more before anything began.",
            [Hal + "PinnedPages__AddFrames"] = "The longest buffer that this slot has seen.",
            [Hal + "PinnedPages__AddHandles"] = "The most arrays that this slot has seen in a request.",
            [Hal + "PinnedPages__TryAppendForeign"] = "Memory of a manager that a user wrote knows best how it is pinned.",
            [Hal + "PinnedPages__LetGoOfForeign"] = "The counterpart of TryAppendForeign.",
            [Hal + "MachineClock__Delay"] = "The thread is going to wait.",
            ["CosmosNvme_Nucleus_CosmosNvme_Nucleus_SharedCounter__Read"] = "The clock of machines whose processors' counters cannot be trusted: read from a device, whichever there is.",
            ["CosmosNvme_Nucleus_CosmosNvme_Nucleus_Panic__Begin"] = "Ends the machine.",
            ["S_P_CoreLib_System_Threading_ThreadPoolWorkQueue__Enqueue"] = "The thread pool takes the request over, which is its work item itself, and runs the user's code.",
            ["S_P_CoreLib_System_Threading_Tasks_Sources_ManualResetValueTaskSourceCore_1<CosmosNvme_Abstractions_CosmosNvme_Abstractions_BlockStatus>__SignalCompletion"] = "Calls the user's continuation, on the thread pool.",
            ["S_P_CoreLib_System_Threading_Tasks_Sources_ManualResetValueTaskSourceCore_1<CosmosNvme_Abstractions_CosmosNvme_Abstractions_BlockStatus>__OnCompleted"] = "The class library notes the user's continuation.",
        },
        Indirections = new Dictionary<string, AllowedIndirection>
        {
            [Hal + "SoftInterruptThread__Serve"] = new(1, "Runs the work of whatever device interrupted: drivers are many. What the NVMe driver's is, is a root."),
        },
    };

    /// <summary>The entry of <see cref="Ends"/> that names the function; null: none does.</summary>
    internal string? FindEnd(CodeFunction function) => FindName(Ends.Keys, function);

    /// <summary>The entry of <see cref="Indirections"/> that names the function; null: none does.</summary>
    internal string? FindIndirection(CodeFunction function) => FindName(Indirections.Keys, function);

    private static string? FindName(IEnumerable<string> entries, CodeFunction function) => NucleusPolicy.FindName(entries, function);
}
