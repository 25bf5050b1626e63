using System.Globalization;

namespace CosmosNvme.Nvme;

/// <content>The same steps once more after a reset, with the memory and the queues that are there.</content>
internal sealed partial class ControllerInitialization
{
    /// <summary>True if the controller that came back is not the one that was there: nothing that was on its way belongs to it.</summary>
    internal bool IsDifferent { get; private set; }

    /// <summary>Brings the stopped controller back: its queues are empty and restarted, I/O queues suspended. Undoes nothing if it fails.</summary>
    /// <exception cref="NvmeException">It does not come back as it was.</exception>
    internal void Repeat()
    {
        QueuePair admin = core.Admin!.Queue;
        admin.Close();
        admin.Quiesce();
        admin.EndForReset();
        admin.Restart();
        admin.LetIn();
        core.Registers.SetAdminQueues(admin.Depth, admin.SubmissionAddress, admin.CompletionAddress);
        if (core.IsPolled)
        {
            core.Registers.MaskAllVectors();
        }

        core.Switch.Enable(ControllerConfiguration.ForThisDriver(core.Capabilities));

        // Only now: who looks at the controller before it is ready would find it out of service.
        core.Health.Clear();
        core.Interrupts.ForEach(interrupt => interrupt.UnmaskAfterTrouble());
        admin.Reopen();
        IdentifyAgain();
        NegotiateQueueCountAgain();
        TellShadowDoorbellsAgain();
        foreach (QueuePair queue in core.IoQueues)
        {
            TellCompletionQueue(queue);
            TellSubmissionQueue(queue);
        }

        ConfigureHostBehavior();
    }

    private void IdentifyAgain()
    {
        byte[] data = new byte[IdentifyData.Bytes];
        Require(core.Admin!.Identify(IdentifyTarget.Controller, namespaceId: 0, data), "Identify Controller");
        IdentifyController after = new(data);
        IdentifyController before = Identify!;
        if (after.SerialNumber != before.SerialNumber || after.ModelNumber != before.ModelNumber || after.SubsystemName != before.SubsystemName)
        {
            IsDifferent = true;
            throw new NvmeException($"a different controller answers after the reset: {after.ModelNumber}, serial number {after.SerialNumber}");
        }

        if (after.MaximumTransferBytes(core.Capabilities.MinimumPageBytes) < MaximumTransferBytes)
        {
            IsDifferent = true;
            throw new NvmeException(string.Create(CultureInfo.InvariantCulture, $"after the reset it no longer takes {MaximumTransferBytes} bytes at once (MDTS)"));
        }

        if (SglUseOf(after) != core.Sgls)
        {
            IsDifferent = true;
            throw new NvmeException("after the reset it takes other scatter gather lists than before (SGLS)");
        }

        core.Retries.Learn(after);
    }

    // The queues are there and their users with them: fewer will not do.
    private void NegotiateQueueCountAgain()
    {
        int needed = core.IoQueues.Length;
        int wanted = needed + core.DirectQueues.Count;
        CommandResult result = core.Admin!.Execute(
            AdminCommand.SetFeature(FeatureIdentifier.NumberOfQueues, NumberOfQueues.ForPairs((uint)wanted).Value));
        Require(result, "Set Features, Number of Queues");
        long granted = new NumberOfQueues((uint)result.Value).Pairs;
        if (granted < needed)
        {
            throw new NvmeException(string.Create(CultureInfo.InvariantCulture, $"after the reset it grants {granted} queues where it granted {needed}"));
        }
    }

    // The queues' doorbells are where they were; a controller that no longer knows them cannot be told anything.
    private void TellShadowDoorbellsAgain()
    {
        if (core.Doorbells.Shadows is ShadowDoorbells shadows)
        {
            Require(core.Admin!.Execute(AdminCommand.DoorbellBufferConfig(shadows.Values, shadows.Events)), "Doorbell Buffer Config");
        }
    }

    /// <summary>Tells the controller that the host keeps its retry delays, if it has any. NVMe Base 1.4 §5.21.1.22.</summary>
    private void ConfigureHostBehavior()
    {
        if ((Identify!.RetryDelay1 | Identify.RetryDelay2 | Identify.RetryDelay3) == 0)
        {
            return;
        }

        CommandResult result = core.Admin!.SetHostBehavior();
        if (!result.IsSuccess && !core.Health.IsTroubled)
        {
            core.Log(Abstractions.LogLevel.Warning, $"it has retry delays, but Set Features, Host Behavior Support failed: {result}");
        }
    }
}
