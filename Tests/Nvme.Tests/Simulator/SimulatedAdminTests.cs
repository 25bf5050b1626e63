using System.Buffers.Binary;
using System.Linq;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The simulator's admin commands and their errors against NVMe Base 1.4 §5, by a host of its own.</summary>
public sealed class SimulatedAdminTests
{
    private const uint Size = (RawHost.Entries - 1) << 16;

    private RawHost _host = null!;

    private SimulatedController Device => _host.Device;

    [SetUp]
    public void Enable()
    {
        _host = new RawHost(new SimulatedController());
        Device.Namespaces.Add(new SimulatedNamespace(1, 64));
        Device.Namespaces.Add(new SimulatedNamespace(3, 64) { IsActive = false });
        Device.QueuePairs = 3;
        _host.Enable();
    }

    [TestCase(0x00u, 0x101, TestName = "CreateCompletionQueue_Id0_IsInvalidQueueId")]
    [TestCase(0x04u, 0x101, TestName = "CreateCompletionQueue_IdBeyondTheGranted_IsInvalidQueueId")]
    [TestCase(0x01u, 0x000, TestName = "CreateCompletionQueue_Good_Succeeds")]
    public void CreateCompletionQueue(uint id, int status) =>
        Assert.That(_host.Admin(0x05, prp1: _host.CompletionAddress(1), dword10: Size | id, dword11: 1).Status, Is.EqualTo(status));

    [Test]
    public void CreateCompletionQueue_Twice_IsInvalidQueueId()
    {
        _host.CreateQueues(1);
        Assert.That(_host.Admin(0x05, prp1: _host.CompletionAddress(2), dword10: Size | 1, dword11: 1).Status, Is.EqualTo(0x101));
    }

    [TestCase(0u, 1u, 0ul, 0x102, TestName = "CreateCompletionQueue_OneEntry_IsInvalidSize")]
    [TestCase(1024u, 1u, 0ul, 0x102, TestName = "CreateCompletionQueue_BeyondMqes_IsInvalidSize")]
    [TestCase(7u, 0u, 0ul, 0x002, TestName = "CreateCompletionQueue_NotContiguous_IsInvalidField")]
    [TestCase(7u, 1u, 512ul, 0x013, TestName = "CreateCompletionQueue_Offset_IsInvalidPrpOffset")]
    [TestCase(7u, 3u, 0ul, 0x108, TestName = "CreateCompletionQueue_VectorThatIsNotThere_IsInvalidVector")]
    public void CreateCompletionQueueWith(uint size, uint flags, ulong offset, int status) =>
        Assert.That(_host.Admin(0x05, prp1: _host.CompletionAddress(1) + offset, dword10: (size << 16) | 1, dword11: flags).Status, Is.EqualTo(status));

    [TestCase(0u, 0x101, TestName = "CreateSubmissionQueue_CompletionQueue0_IsInvalidQueueId")]
    [TestCase(9u, 0x101, TestName = "CreateSubmissionQueue_CompletionQueueBeyondTheGranted_IsInvalidQueueId")]
    [TestCase(2u, 0x100, TestName = "CreateSubmissionQueue_CompletionQueueThatDoesNotExist_IsInvalid")]
    public void CreateSubmissionQueue(uint completionQueue, int status) =>
        Assert.That(_host.Admin(0x01, prp1: _host.SubmissionAddress(1), dword10: Size | 1, dword11: (completionQueue << 16) | 1).Status, Is.EqualTo(status));

    [Test]
    public void DeleteQueues_InTheWrongOrder_IsInvalidDeletion()
    {
        _host.CreateQueues(1);
        Assert.That(_host.Admin(0x04, dword10: 1).Status, Is.EqualTo(0x10c));
        Assert.That(_host.Admin(0x00, dword10: 1).Status, Is.Zero);
        Assert.That(_host.Admin(0x00, dword10: 1).Status, Is.EqualTo(0x101), "the second time");
        Assert.That(_host.Admin(0x04, dword10: 1).Status, Is.Zero);
        Assert.That(_host.Admin(0x04, dword10: 0).Status, Is.EqualTo(0x101), "the admin queue");
    }

    [Test]
    public void DeleteSubmissionQueue_WithCommands_AbortsThem()
    {
        _host.CreateQueues(1);
        Device.Faults.OnIo(2).NeverCompletes();
        _host.Submit(1, 0x02, 1);
        Assert.That(_host.Admin(0x00, dword10: 1).Status, Is.Zero);
        Assert.That(_host.Take(1, ring: false)?.Status, Is.EqualTo(0x008));
    }

    [TestCase(0u, 1u, 0x000)]
    [TestCase(0u, 2u, 0x000)]
    [TestCase(0u, 0u, 0x00b)]
    [TestCase(0u, 4u, 0x00b)]
    [TestCase(0u, 0xffffffffu, 0x00b)]
    [TestCase(1u, 0u, 0x000)]
    [TestCase(2u, 0u, 0x000)]
    [TestCase(2u, 0xfffffffeu, 0x00b)]
    [TestCase(3u, 1u, 0x000)]
    [TestCase(3u, 3u, 0x00b)]
    [TestCase(0xffu, 0u, 0x002)]
    public void Identify_Cns_AnswersOrFails(uint cns, uint namespaceId, int status) =>
        Assert.That(_host.Admin(0x06, namespaceId, dword10: cns).Status, Is.EqualTo(status));

    [Test]
    public void Identify_Lists_HaveActiveOrAllNamespaces()
    {
        _host.Admin(0x06, dword10: 0x02);
        Assert.That(_host.Buffer.Span[..8].ToArray(), Is.EqualTo(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 }));
        _host.Admin(0x06, dword10: 0x10);
        Assert.That(_host.Buffer.Span[..8].ToArray(), Is.EqualTo(new byte[] { 1, 0, 0, 0, 3, 0, 0, 0 }));
    }

    [Test]
    public void Features_CurrentDefaultSavedAndCapabilities_AreToldApart()
    {
        Assert.That(_host.Admin(0x09, dword10: 0x04, dword11: 400).Status, Is.Zero);
        Assert.That(_host.Admin(0x0a, dword10: 0x004).Result, Is.EqualTo(400), "current");
        Assert.That(_host.Admin(0x0a, dword10: 0x104).Result, Is.EqualTo(343), "default");
        Assert.That(_host.Admin(0x0a, dword10: 0x204).Result, Is.EqualTo(343), "saved");
        Assert.That(_host.Admin(0x0a, dword10: 0x304).Result, Is.EqualTo(4), "capabilities: changeable");
        Assert.That(_host.Admin(0x09, dword10: (1u << 31) | 0x04).Status, Is.EqualTo(0x10d), "cannot be saved");
        Assert.That(_host.Admin(0x0a, dword10: 0x404).Status, Is.EqualTo(0x002), "reserved SEL");
        Assert.That(_host.Admin(0x0a, dword10: 0xc0).Status, Is.EqualTo(0x002), "unknown feature");
    }

    [Test]
    public void Features_Saved_SurviveAReset()
    {
        Device.Features.CanSave = true;
        _host.Admin(0x09, dword10: (1u << 31) | 0x04, dword11: 400);
        _host.Admin(0x09, dword10: 0x04, dword11: 500);
        Device.CutPower();
        Assert.That(Device.Features[0x04], Is.EqualTo(400));
    }

    [Test]
    public void NumberOfQueues_AfterAQueueExists_IsASequenceError()
    {
        Assert.That(_host.Admin(0x09, dword10: 7, dword11: 0), Is.EqualTo((0, 0x0002_0002u)), "more than asked for");
        Assert.That(_host.Admin(0x09, dword10: 7, dword11: 0xffff).Status, Is.EqualTo(0x002));
        _host.CreateQueues(1);
        Assert.That(_host.Admin(0x09, dword10: 7, dword11: 0).Status, Is.EqualTo(0x00c));
    }

    [TestCase(0x01u, 0x000)]
    [TestCase(0x02u, 0x000)]
    [TestCase(0x03u, 0x000)]
    [TestCase(0x04u, 0x000)]
    [TestCase(0x05u, 0x000)]
    [TestCase(0xc0u, 0x109)]
    public void LogPage_Id_IsThereOrNot(uint page, int status) =>
        Assert.That(_host.Admin(0x02, dword10: (127u << 16) | page).Status, Is.EqualTo(status));

    [Test]
    public void LogPage_OffsetAndLength_CutOutAPart()
    {
        Device.Logs.Temperature = 0x1234;
        _host.Buffer.Span.Fill(0xee);
        Assert.That(_host.Admin(0x02, dword10: 0x02, dword12: 0).Status, Is.Zero, "NUMD 0 is one dword");
        Assert.That(_host.Buffer.Span[..6].ToArray(), Is.EqualTo(new byte[] { 0, 0x34, 0x12, 100, 0xee, 0xee }));
        Assert.That(_host.Admin(0x02, dword10: 0x02, dword12: 112).Status, Is.Zero);
        Assert.That(_host.Buffer.Span[0], Is.EqualTo(1), "power cycles");
        Assert.That(_host.Admin(0x02, dword10: 0x02, dword12: 2).Status, Is.EqualTo(0x002), "not on a dword");
        Assert.That(_host.Admin(0x02, dword10: 0x02, dword12: 516).Status, Is.EqualTo(0x002), "beyond the page");
    }

    [Test]
    public void ErrorLog_AfterAnError_NamesTheCommand()
    {
        _host.Admin(0x06, dword10: 0xff);
        ushort id = (ushort)(_host.NextCommandId - 1);
        _host.Admin(0x02, dword10: (15u << 16) | 0x01);
        Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(_host.Buffer.Span), Is.EqualTo(1), "error count");
        Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(_host.Buffer.Span[10..]), Is.EqualTo(id));
        Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(_host.Buffer.Span[12..]) >> 1, Is.EqualTo(0x002));
    }

    [Test]
    public void Abort_OutstandingCommand_EndsItFirst()
    {
        ushort victim = _host.Submit(0, 0x0c);
        _host.Submit(0, 0x08, dword10: (uint)victim << 16);
        Assert.That(_host.Take(0)?.Status, Is.EqualTo(0x007));
        Assert.That(_host.LastCommandId, Is.EqualTo(victim));
        Assert.That(_host.Take(0), Is.EqualTo((0, 0u)), "bit 0 clear: aborted");
        Assert.That(_host.Admin(0x08, dword10: 0x1234_0000), Is.EqualTo((0, 1u)), "bit 0 set: there was nothing to abort");
    }

    [Test]
    public void Events_BeyondTheLimit_AreRefused()
    {
        for (int request = 0; request < 4; request++)
        {
            _host.Submit(0, 0x0c);
        }

        Assert.That(Device.Events.Outstanding, Is.EqualTo(4));
        Assert.That(_host.Admin(0x0c).Status, Is.EqualTo(0x105));
    }

    [Test]
    public void Event_OfAType_ComesAgainAfterItsLogPageWasRead()
    {
        _host.Submit(0, 0x0c);
        _host.Submit(0, 0x0c);
        Device.Events.Report(AsynchronousEvent.TemperatureThreshold);
        Assert.That(_host.Take(0), Is.EqualTo((0, 0x02_01_01u)));
        Device.Events.Report(AsynchronousEvent.TemperatureThreshold);
        Assert.That(_host.Take(0), Is.Null, "masked");
        Assert.That(_host.Admin(0x02, dword10: 0x02 | (1 << 15)).Status, Is.Zero, "RAE keeps it masked");
        Assert.That(_host.Take(0), Is.Null);
        _host.Submit(0, 0x02, dword10: 0x02);
        Assert.That(new[] { _host.Take(0), _host.Take(0) }.Select(taken => taken?.Result), Is.EquivalentTo(new uint?[] { 0x02_01_01u, 0u }));
    }

    [Test]
    public void NamespaceChange_OnlyIfEnabled_IsReported()
    {
        _host.Submit(0, 0x0c);
        Device.Logs.NoteChange(3);
        Assert.That(_host.Take(0), Is.Null);
        _host.Admin(0x09, dword10: 0x0b, dword11: 1 << 8);
        Device.Logs.NoteChange(3);
        Assert.That(_host.Take(0), Is.EqualTo((0, 0x04_00_02u)));
        _host.Admin(0x02, dword10: 0x04);
        Assert.That(_host.Buffer.Span[0], Is.EqualTo(3));
    }

    [Test]
    public void Opcode_Unknown_IsInvalid() => Assert.That(_host.Admin(0xc1).Status, Is.EqualTo(0x001));
}
