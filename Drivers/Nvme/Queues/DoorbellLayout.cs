using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Where the doorbells are. The tail of submission queue y is at 1000h + 2y × stride, the head of completion queue y one stride
/// further. NVMe Base 1.4 §3.1.24 and §3.1.25.
/// </summary>
/// <param name="window">The controller's registers.</param>
/// <param name="strideBytes">CAP.DSTRD decoded.</param>
internal sealed class DoorbellLayout(RegisterWindow window, uint strideBytes)
{
    /// <summary>Queue pairs, the admin queues among them, whose doorbells lie in the window.</summary>
    internal uint QueuePairsInWindow
    {
        get
        {
            if (window.Length < RegisterOffset.Doorbells)
            {
                return 0;
            }

            // The last doorbell takes four bytes whatever the stride.
            uint doorbells = (window.Length - RegisterOffset.Doorbells + strideBytes - sizeof(uint)) / strideBytes;
            return Math.Min(doorbells / 2, ushort.MaxValue);
        }
    }

    /// <summary>Memory that the controller watches, once it was told to; null before.</summary>
    internal ShadowDoorbells? Shadows { get; set; }

    /// <summary>The tail doorbell of a submission queue.</summary>
    internal Doorbell SubmissionTail(ushort queueId) => At(queueId, 2u * queueId);

    /// <summary>The head doorbell of a completion queue.</summary>
    internal Doorbell CompletionHead(ushort queueId) => At(queueId, (2u * queueId) + 1);

    // The admin queue's doorbells stay registers: it is made before the controller can be told of the memory.
    private Doorbell At(ushort queueId, uint number)
    {
        bool isShadowed = queueId != 0 && queueId < Shadows?.QueuePairs;
        return new Doorbell(window, RegisterOffset.Doorbells + (number * strideBytes), isShadowed ? Shadows : null, number);
    }
}
