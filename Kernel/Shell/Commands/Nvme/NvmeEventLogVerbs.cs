using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs for what a controller collects about itself: telemetry and the persistent event log.</summary>
internal static class NvmeEventLogVerbs
{
    private const int ReadContext = 0;
    private const int BeginContext = 1;
    private const int EndContext = 2;

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("telemetry-log", "Telemetry, to a file", Telemetry, "output-file|o=FILE", "host-generate|g=NUM", "controller-init|c", "data-area|d=NUM"),
        new("persistent-event-log", "What has happened to a subsystem in its life", PersistentEvents, "action|a=NUM", "log_len|l=NUM", "output-format|o=FMT", "raw-binary|b"),
    ];

    private static int Telemetry(NvmeCall call)
    {
        string path = call.Text("output-file") ?? throw new UsageException("say where it goes, with --output-file");
        int area = (int)call.Number32("data-area", 3, 4);
        if (area == 0)
        {
            throw new UsageException("there are data areas 1 to 4");
        }

        bool isControllers = call.Has("controller-init");
        call.Check(call.Commands.ReadTelemetryHeader(isControllers, creates: call.Number32("host-generate", 1, 1) != 0, out TelemetryHeader? header));
        if (isControllers && header!.ControllerDataAvailable == 0)
        {
            throw new CommandFailedException("the controller has not collected any data by itself (TCDA is 0)");
        }

        NvmeCall.WriteFile(path, file => call.Check(call.Commands.ReadTelemetry(isControllers, header!, area, piece => file.Write(piece.Span))));
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"telemetry-log: {header!.BytesUpTo(area)} bytes, data areas 1 to {area}, are in {path}"));
        return 0;
    }

    // Without an action: the context that reading takes is begun before and ended behind.
    private static int PersistentEvents(NvmeCall call)
    {
        int action = call.Has("action") ? (int)call.Number32("action", most: 3) : -1;
        int limit = (int)call.Number32("log_len", 16 << 20, 16 << 20);
        if (limit < 512)
        {
            throw new UsageException("the log's header alone has 512 bytes: --log_len cannot be less");
        }

        if (action != ReadContext)
        {
            call.Check(call.Commands.ReadPersistentEventHeader((byte)(action < 0 ? BeginContext : action), out PersistentEventHeader? _));
        }

        if (action == EndContext)
        {
            call.Output.WriteLine("Releasing Persistent Event Log Context");
            return 0;
        }

        if (action > ReadContext && !call.Has("log_len"))
        {
            call.Output.WriteLine("Establishing Persistent Event Log Context");
            return 0;
        }

        NvmeAnswer answer = call.Commands.ReadPersistentEvents(limit, out PersistentEventLog? log);
        if (action < 0)
        {
            call.Commands.ReadPersistentEventHeader(EndContext, out PersistentEventHeader? _);
        }

        call.Check(answer);
        NvmeFields fields = HeaderOf(log!.Header, action < 0 ? BeginContext : action)
            .List("list_of_event_entries", log.Events.Select(NvmePersistentEventFields.Of))
            .Custom(string.Empty, text => text.WriteLine("\nPersistent Event Entries:"), null);
        for (int index = 0; index < log.Events.Count; index++)
        {
            NvmeFields entry = NvmePersistentEventFields.Of(log.Events[index], index);
            fields.Custom(
                string.Empty,
                text =>
                {
                    entry.Print(text, showsBits: false);
                    text.WriteLine();
                },
                null);
        }

        fields.Print(call, $"Persistent Event Log for device: {call.Device}", log.Data);
        return 0;
    }

    private static NvmeFields HeaderOf(PersistentEventHeader header, int action)
    {
        NvmeFields fields = new NvmeFields(0)
            .Custom(string.Empty, text => text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Action for Persistent Event Log: {action}")), null)
            .Number("Log Identifier", header.LogPage, "log_id").Number("Total Number of Events", header.Events, "total_num_of_events").Number("Total Log Length", header.LogBytes, "total_log_len")
            .Number("Log Revision", header.Revision, "log_revision").Number("Log Header Length", header.HeaderBytes, "log_header_len").Number("Timestamp", header.Timestamp, "timestamp")
            .Wide("Power On Hours (POH)", header.PowerOnHours, "power_on_hours").Number("Power Cycle Count", header.PowerCycles, "power_cycle_count")
            .Number("PCI Vendor ID (VID)", header.VendorId, "pci_vid").Number("PCI Subsystem Vendor ID (SSVID)", header.SubsystemVendorId, "pci_ssvid")
            .Text("Serial Number (SN)", header.SerialNumber, "sn").Text("Model Number (MN)", header.ModelNumber, "mn").Text("NVM Subsystem NVMe Qualified Name (SUBNQN)", header.QualifiedName, "subnqn")
            .Number("Generation Number", header.Generation, "gen_number").Number("Reporting Context Information (RCI)", header.ReportingContext, "rci")
            .Custom(string.Empty, text => text.WriteLine("Supported Events Bitmap:"), null);
        byte[] supported = header.SupportedEvents.ToArray();
        foreach (int type in Enumerable.Range(0, 256).Where(type => (supported[type / 8] & (1 << (type % 8))) != 0))
        {
            string name = $"Support {NvmePersistentEventFields.NameOf((byte)type)}";
            fields.Custom($"bitmap_{type:x}", text => text.WriteLine("\t" + name), json => json.WriteStringValue(name));
        }

        return fields;
    }
}
