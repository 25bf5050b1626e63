using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// The controller's registers as typed values. Registers of 64 bits are read and written as two halves, low first: the specification
/// allows it, and some controllers, virtual ones among them, allow nothing wider. Any thread; allocates nothing.
/// </summary>
internal sealed class NvmeRegisters(RegisterWindow window)
{
    /// <summary>The window itself, for the doorbells.</summary>
    internal RegisterWindow Window { get; } = window;

    /// <summary>CAP.</summary>
    internal ControllerCapabilities Capabilities => new(Read64(RegisterOffset.Capabilities));

    /// <summary>VS.</summary>
    internal NvmeVersion Version => new(Window.Read32(RegisterOffset.Version));

    /// <summary>CSTS.</summary>
    internal ControllerStatus Status => new(Window.Read32(RegisterOffset.Status));

    /// <summary>CRTO; only where CAP says that it exists.</summary>
    internal ControllerReadyTimeouts ReadyTimeouts => new(Window.Read32(RegisterOffset.ReadyTimeouts));

    /// <summary>CMBLOC and CMBSZ; only where CAP says that they exist.</summary>
    internal ControllerMemoryBuffer MemoryBuffer =>
        new(Window.Read32(RegisterOffset.MemoryBufferLocation), Window.Read32(RegisterOffset.MemoryBufferSize));

    /// <summary>CC.</summary>
    internal ControllerConfiguration Configuration
    {
        get => new(Window.Read32(RegisterOffset.Configuration));
        set => Window.Write32(RegisterOffset.Configuration, value.Value);
    }

    /// <summary>Tells the controller where its admin queues are: AQA, ASQ, ACQ. Only while it is disabled.</summary>
    internal void SetAdminQueues(uint depth, DeviceAddress submission, DeviceAddress completion)
    {
        Window.Write32(RegisterOffset.AdminQueueAttributes, AdminQueueAttributes.ForDepth(depth).Value);
        Write64(RegisterOffset.AdminSubmissionQueue, submission.Value);
        Write64(RegisterOffset.AdminCompletionQueue, completion.Value);
    }

    /// <summary>NSSR: resets the NVM subsystem. Only where CAP.NSSRS says so. NVMe Base 1.4 §3.1.7.</summary>
    internal void ResetSubsystem()
    {
        const uint Nvme = 0x4e56_4d65;
        Window.Write32(RegisterOffset.SubsystemReset, Nvme);
    }

    /// <summary>Clears CSTS.NSSRO, the only bit of the register that can be written.</summary>
    internal void ClearSubsystemWasReset() => Window.Write32(RegisterOffset.Status, (uint)ControllerStatus.SubsystemResetField.Set(0, 1));

    /// <summary>Masks every vector at the source. For pin interrupts and MSI only: under MSI-X the register must not be touched.</summary>
    internal void MaskAllVectors() => Window.Write32(RegisterOffset.InterruptMaskSet, uint.MaxValue);

    /// <summary>Lets every vector signal again: what is pending is signalled now. Where <see cref="MaskAllVectors"/> is allowed.</summary>
    internal void UnmaskAllVectors() => Window.Write32(RegisterOffset.InterruptMaskClear, uint.MaxValue);

    /// <summary>
    /// All registers whose reading has no effect and is allowed under MSI-X (where INTMS and INTMC may not be touched, and are left out); those
    /// that came later only from controllers of that version. NVMe Base 1.4 §3.1.
    /// </summary>
    internal IReadOnlyList<(string Name, ulong Value)> ReadAll()
    {
        const uint Version1Point3 = 0x0001_0300;
        const uint Version1Point4 = 0x0001_0400;
        const int AfterSubsystemReset = 5;
        List<(string Name, ulong Value)> registers =
        [
            ("CAP", Read64(RegisterOffset.Capabilities)),
            ("VS", Window.Read32(RegisterOffset.Version)),
            ("CC", Window.Read32(RegisterOffset.Configuration)),
            ("CSTS", Window.Read32(RegisterOffset.Status)),
            ("NSSR", Window.Read32(RegisterOffset.SubsystemReset)),
            ("AQA", Window.Read32(RegisterOffset.AdminQueueAttributes)),
            ("ASQ", Read64(RegisterOffset.AdminSubmissionQueue)),
            ("ACQ", Read64(RegisterOffset.AdminCompletionQueue)),
            ("CMBLOC", Window.Read32(RegisterOffset.MemoryBufferLocation)),
            ("CMBSZ", Window.Read32(RegisterOffset.MemoryBufferSize)),
        ];
        if (Version.Value >= Version1Point3)
        {
            registers.Add(("BPINFO", Window.Read32(RegisterOffset.BootPartitionInformation)));
            registers.Add(("BPRSEL", Window.Read32(RegisterOffset.BootPartitionReadSelect)));
            registers.Add(("BPMBL", Read64(RegisterOffset.BootPartitionMemory)));
        }

        if (Version.Value >= Version1Point4)
        {
            registers.Add(("CMBMSC", Read64(RegisterOffset.MemoryBufferControl)));
            registers.Add(("CMBSTS", Window.Read32(RegisterOffset.MemoryBufferStatus)));
            registers.Insert(AfterSubsystemReset, ("CRTO", Window.Read32(RegisterOffset.ReadyTimeouts)));
            registers.Add(("PMRCAP", Window.Read32(RegisterOffset.PersistentMemoryCapabilities)));
            registers.Add(("PMRCTL", Window.Read32(RegisterOffset.PersistentMemoryControl)));
            registers.Add(("PMRSTS", Window.Read32(RegisterOffset.PersistentMemoryStatus)));
            registers.Add(("PMREBS", Window.Read32(RegisterOffset.PersistentMemoryElasticity)));
            registers.Add(("PMRSWTP", Window.Read32(RegisterOffset.PersistentMemoryThroughput)));
            registers.Add(("PMRMSCL", Window.Read32(RegisterOffset.PersistentMemorySpaceLow)));
            registers.Add(("PMRMSCU", Window.Read32(RegisterOffset.PersistentMemorySpaceHigh)));
        }

        return registers;
    }

    private ulong Read64(uint offset)
    {
        uint low = Window.Read32(offset);
        uint high = Window.Read32(offset + sizeof(uint));
        return ((ulong)high << 32) | low;
    }

    private void Write64(uint offset, ulong value)
    {
        Window.Write32(offset, (uint)value);
        Window.Write32(offset + sizeof(uint), (uint)(value >> 32));
    }
}
