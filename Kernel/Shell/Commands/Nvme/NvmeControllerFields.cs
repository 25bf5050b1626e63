using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>Identify Controller, field by field.</summary>
internal static class NvmeControllerFields
{
    /// <summary>The fields.</summary>
    internal static NvmeFields Of(IdentifyController identify)
    {
        NvmeFields fields = new NvmeFields(9, NvmeIdentifyBits.Controller, " : ")
            .Hex("vid", identify.VendorId)
            .Hex("ssvid", identify.SubsystemVendorId)
            .Text("sn", Ascii(identify.Data.Slice(4, 20)))
            .Text("mn", Ascii(identify.Data.Slice(24, 40)))
            .Text("fr", Ascii(identify.Data.Slice(64, 8)))
            .Number("rab", identify.ArbitrationBurst)
            .Shown("ieee", identify.OrganizationId, string.Create(CultureInfo.InvariantCulture, $"{identify.OrganizationId:x6}"))
            .Hex("cmic", identify.Multipath)
            .Number("mdts", identify.MaximumTransferExponent)
            .Hex("cntlid", identify.ControllerId)
            .Hex("ver", identify.Version.Value)
            .Hex("rtd3r", identify.ResumeMicroseconds)
            .Hex("rtd3e", identify.ShutdownMicroseconds)
            .Hex("oaes", identify.OptionalEvents)
            .Hex("ctratt", identify.Attributes)
            .Hex("rrls", identify.ReadRecoveryLevels)
            .Number("cntrltype", identify.ControllerType)
            .Text("fguid", identify.FruId.ToString())
            .Number("crdt1", identify.RetryDelay1)
            .Number("crdt2", identify.RetryDelay2)
            .Number("crdt3", identify.RetryDelay3)
            .Number("nvmsr", identify.SubsystemReport)
            .Number("vwci", identify.VpdWriteCycles)
            .Number("mec", identify.ManagementEndpoints)
            .Hex("oacs", identify.OptionalAdminCommands)
            .Number("acl", (ulong)identify.AbortLimit - 1)
            .Number("aerl", (ulong)identify.AsynchronousEventLimit - 1)
            .Hex("frmw", identify.FirmwareUpdates)
            .Hex("lpa", identify.LogPageAttributes)
            .Number("elpe", (ulong)identify.ErrorLogEntries - 1)
            .Number("npss", identify.Data[263])
            .Number("avscc", identify.VendorAdminCommands)
            .Number("apsta", identify.AutonomousPowerStates)
            .Number("wctemp", identify.WarningTemperature)
            .Number("cctemp", identify.CriticalTemperature)
            .Number("mtfa", identify.FirmwareActivationTime)
            .Number("hmpre", identify.HostMemoryPreferred)
            .Number("hmmin", identify.HostMemoryMinimum)
            .Wide("tnvmcap", identify.TotalCapacity)
            .Wide("unvmcap", identify.UnallocatedCapacity)
            .Hex("rpmbs", identify.ReplayProtectedMemory)
            .Number("edstt", identify.SelfTestMinutes)
            .Number("dsto", identify.SelfTestOptions)
            .Number("fwug", identify.FirmwareGranularity)
            .Number("kas", identify.KeepAlive)
            .Hex("hctma", identify.HostThermalManagement)
            .Number("mntmt", identify.MinimumThermalTemperature)
            .Number("mxtmt", identify.MaximumThermalTemperature)
            .Hex("sanicap", identify.SanitizeCapabilities)
            .Number("hmminds", identify.HostMemoryMinimumDescriptor)
            .Number("hmmaxd", identify.HostMemoryMaximumDescriptors)
            .Number("nsetidmax", identify.HighestNvmSet)
            .Number("endgidmax", identify.HighestEnduranceGroup)
            .Number("anatt", identify.AccessTransitionSeconds)
            .Number("anacap", identify.AccessCapabilities)
            .Number("anagrpmax", identify.HighestAccessGroup)
            .Number("nanagrpid", identify.AccessGroupCount)
            .Number("pels", identify.PersistentEventLogSize)
            .Number("domainid", identify.DomainId)
            .Wide("megcap", identify.EnduranceGroupCapacity)
            .Hex("sqes", identify.SubmissionEntrySizes)
            .Hex("cqes", identify.CompletionEntrySizes)
            .Number("maxcmd", identify.MaximumCommands)
            .Number("nn", identify.NamespaceCount)
            .Hex("oncs", identify.OptionalNvmCommands)
            .Hex("fuses", identify.FusedOperations)
            .Hex("fna", identify.FormatAttributes)
            .Hex("vwc", identify.WriteCache)
            .Number("awun", identify.AtomicWriteBlocks)
            .Number("awupf", identify.AtomicPowerFailBlocks)
            .Number("icsvscc", identify.VendorIoCommands)
            .Number("nwpc", identify.WriteProtection)
            .Number("acwu", identify.AtomicCompareBlocks)
            .Hex("ocfs", identify.CopyFormats)
            .Hex("sgls", identify.ScatterGatherLists)
            .Number("mnan", identify.MaximumNamespaces)
            .Wide("maxdna", identify.MaximumDomainAttachments)
            .Number("maxcna", identify.MaximumAttachments)
            .Text("subnqn", identify.SubsystemName)
            .Number("ioccsz", identify.FabricsCommandSize)
            .Number("iorcsz", identify.FabricsResponseSize)
            .Number("icdoff", identify.FabricsDataOffset)
            .Number("fcatt", identify.FabricsAttributes)
            .Number("msdbd", identify.FabricsDescriptors)
            .Number("ofcs", identify.FabricsCommands);
        return fields.Custom("psds", text => Print(text, identify), json => Write(json, identify));
    }

    // Padded as the controller has it; what does not print becomes a question mark, because the text reaches terminals.
    private static string Ascii(ReadOnlySpan<byte> field)
    {
        char[] text = new char[field.Length];
        for (int index = 0; index < text.Length; index++)
        {
            text[index] = field[index] is >= 0x20 and < 0x7f ? (char)field[index] : field[index] == 0 ? ' ' : '?';
        }

        return new string(text);
    }

    private static void Print(TextWriter text, IdentifyController identify)
    {
        for (int index = 0; index < identify.PowerStateCount; index++)
        {
            PowerState state = identify.PowerState(index);
            text.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ps   {index,4} : mp:{MaximumPower(state)} {((state.Flags & 2) != 0 ? "non-operational" : "operational")} enlat:{state.EntryMicroseconds} exlat:{state.ExitMicroseconds} rrt:{state.ReadThroughput} rrl:{state.ReadLatency}"));
            text.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"            rwt:{state.WriteThroughput} rwl:{state.WriteLatency} idle_power:{Power(state.IdlePower, state.IdlePowerUnit)} active_power:{Power(state.ActivePower, state.ActivePowerUnit)}"));
            int workload = state.ActivePowerUnit & 7;
            text.WriteLine(workload == 0 ? "            active_power_workload:-" : $"            active_power_workload:{workload}");
        }
    }

    private static string MaximumPower(PowerState state) => (state.Flags & 1) != 0
        ? string.Create(CultureInfo.InvariantCulture, $"{state.MaximumPower / 10000.0:F4}W")
        : string.Create(CultureInfo.InvariantCulture, $"{state.MaximumPower / 100.0:F2}W");

    private static string Power(ushort power, byte unit) => (unit >> 6) switch
    {
        1 => string.Create(CultureInfo.InvariantCulture, $"{power / 10000.0:F4}W"),
        2 => string.Create(CultureInfo.InvariantCulture, $"{power / 100.0:F2}W"),
        _ => "-",
    };

    private static void Write(Utf8JsonWriter json, IdentifyController identify)
    {
        json.WriteStartArray();
        for (int index = 0; index < identify.PowerStateCount; index++)
        {
            PowerState state = identify.PowerState(index);
            new NvmeFields(0)
                .Number("max_power", state.MaximumPower).Number("flags", state.Flags).Number("entry_lat", state.EntryMicroseconds).Number("exit_lat", state.ExitMicroseconds)
                .Number("read_tput", state.ReadThroughput).Number("read_lat", state.ReadLatency).Number("write_tput", state.WriteThroughput).Number("write_lat", state.WriteLatency)
                .Number("idle_power", state.IdlePower).Number("idle_scale", (ulong)state.IdlePowerUnit >> 6).Number("active_power", state.ActivePower)
                .Number("active_power_work", (ulong)state.ActivePowerUnit & 7).Number("active_scale", (ulong)state.ActivePowerUnit >> 6)
                .WriteObject(json);
        }

        json.WriteEndArray();
    }
}
