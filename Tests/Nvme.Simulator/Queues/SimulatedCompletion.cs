namespace CosmosNvme.Nvme.Simulator;

/// <summary>A completion that the simulated controller is about to post. Tests change it to make the controller lie.</summary>
public sealed class SimulatedCompletion
{
    /// <summary>Dword 0.</summary>
    public uint Result { get; set; }

    /// <summary>SQHD.</summary>
    public ushort SubmissionHead { get; set; }

    /// <summary>SQID.</summary>
    public ushort SubmissionQueueId { get; set; }

    /// <summary>CID.</summary>
    public ushort CommandId { get; set; }

    /// <summary>The status field without the phase: SC 0-7, SCT 8-10, CRD 11-12, M 13, DNR 14.</summary>
    public ushort Status { get; set; }

    /// <summary>How often it is posted: 0 never, 2 a duplicate.</summary>
    public int Times { get; set; } = 1;

    /// <summary>True: it is written with the phase of the round before, so that the host cannot see it.</summary>
    public bool HasOldPhase { get; set; }
}
