using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The flight recorder.</summary>
public sealed class TraceTests
{
    [Test]
    public void Trace_OfAnIoQueue_ShowsTheCommands()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        controller.Namespaces[0].Write(0x123, new byte[1024]);
        rig.Device.OnCompletion = (_, completion) => completion.Status = 0x4281;
        controller.Namespaces[0].Read(5, new byte[512]);
        controller.Namespaces[0].Flush();

        IReadOnlyList<FlightRecord> records = controller.ReadTrace(1);
        Assert.That(
            records.Select(record => ((int)record.Opcode, record.Block, record.Blocks, (int)record.Status.TypeCode, record.NamespaceId)),
            Is.EqualTo(new[] { (1, 0x123ul, 2, 0, 1u), (2, 5ul, 1, 0x281, 1u), (0, 0ul, 0, 0x281, 1u) }));
        Assert.That(records.All(record => record is { IsOutstanding: false, WasGivenUp: false } && record.EndedNanoseconds >= record.SubmittedNanoseconds), Is.True);
        Assert.That(records.Select(record => record.Sequence), Is.EqualTo(new[] { 0L, 1L, 2L }));
    }

    [Test]
    public void Trace_OfTheAdminQueue_ShowsInitialisation() =>
        Assert.That(new Rig().Attach().ReadTrace(0).Select(record => (int)record.Opcode), Is.EqualTo(new[] { 6, 9, 5, 1, 6, 6, 6, 9, 12, 12, 12, 12 }));

    [Test]
    public void Trace_ManyCommands_KeepsTheLast256()
    {
        NvmeController controller = new Rig().Attach();
        for (ulong block = 0; block < 1000; block++)
        {
            controller.Namespaces[0].Read(block, new byte[512]);
        }

        Assert.That(controller.ReadTrace(1).Select(record => record.Block), Is.EqualTo(Enumerable.Range(744, 256).Select(block => (ulong)block)));
    }

    [Test]
    public void Trace_CommandGivenUp_SaysSo()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        rig.Device.OnCompletion = (_, completion) => completion.Times = 0;
        controller.Namespaces[0].Read(9, new byte[512]);
        Assert.That(controller.ReadTrace(1).Single(), Has.Property(nameof(FlightRecord.WasGivenUp)).True.And.Property(nameof(FlightRecord.Block)).EqualTo(9));
    }

    [Test]
    public void Trace_QueueThatIsNotThere_Throws() =>
        Assert.That(() => new Rig().Attach().ReadTrace(2), Throws.InstanceOf<System.ArgumentOutOfRangeException>());
}
