using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>Only the machine that was booted passes for it.</summary>
internal sealed class HelloTests
{
    private const string Nonce = "0123456789abcdef";

    private static readonly Hello s_good = new(Nonce, 0, [0, 1], "Some.Tests");

    [Test]
    public async Task Receive_TheBootedMachine_IsAccepted()
    {
        Hello hello = await ReceiveAsync(s_good);
        Assert.That(hello.Assembly, Is.EqualTo("Some.Tests"));
        Assert.That(hello.OnlineCpus, Is.EqualTo(new[] { 0, 1 }));
    }

    private static IEnumerable<TestCaseData> Impostors()
    {
        yield return new TestCaseData(s_good with { Nonce = "0123456789abcdee" }, "The nonce is").SetArgDisplayNames("another nonce");
        yield return new TestCaseData(s_good with { Nonce = "" }, "The nonce is").SetArgDisplayNames("no nonce");
        yield return new TestCaseData(s_good with { PrivilegeLevel = 3 }, "privilege level 3").SetArgDisplayNames("privilege level 3");
        yield return new TestCaseData(s_good with { OnlineCpus = [0] }, "The online CPUs are {0}; the machine has 2").SetArgDisplayNames("a CPU missing");
        yield return new TestCaseData(s_good with { OnlineCpus = [0, 1, 2] }, "The online CPUs").SetArgDisplayNames("a CPU too many");
    }

    [TestCaseSource(nameof(Impostors))]
    public void Receive_AnythingElse_IsAnError(Hello hello, string complaint) =>
        Assert.That(async () => await ReceiveAsync(hello), Throws.TypeOf<TestChannelException>().With.Message.Contain(complaint));

    [Test]
    public void Receive_AnotherFrameFirst_IsAnError() =>
        Assert.That(async () => await ReceiveAsync(FrameKind.Finished, s_good.ToPayload()), Throws.TypeOf<TestChannelException>().With.Message.Contain("where one of kind Hello was due"));

    [Test]
    public void Receive_PayloadTooShort_IsAnError() =>
        Assert.That(async () => await ReceiveAsync(FrameKind.Hello, s_good.ToPayload()[..^1]), Throws.TypeOf<TestChannelException>());

    [Test]
    public void Receive_PayloadTooLong_IsAnError() =>
        Assert.That(async () => await ReceiveAsync(FrameKind.Hello, [.. s_good.ToPayload(), 0]), Throws.TypeOf<TestChannelException>());

    [Test]
    public void Receive_DamagedFrame_IsAnError()
    {
        byte[] frame = new FrameEncoder().Encode(FrameKind.Hello, s_good.ToPayload());
        frame[20] ^= 1;
        Assert.That(async () => await ReceiveAsync(frame), Throws.TypeOf<TestChannelException>().With.Message.Contain("damaged"));
    }

    [Test]
    public void Receive_ConsoleText_IsAnError() =>
        Assert.That(async () => await ReceiveAsync("[    0.000000] info: started\n"u8.ToArray()), Throws.TypeOf<TestChannelException>().With.Message.Contain("info: started"));

    [Test]
    public void Receive_NothingButTheEnd_IsTheMachinesDeath() => Assert.That(async () => await ReceiveAsync([]), Throws.TypeOf<EndOfStreamException>());

    [Test]
    public void Verdict_SentAndReceived_IsTheSame()
    {
        TestVerdict verdict = new(7, TestOutcome.Failed, "größer als €\n", "at X", "out\0put", System.TimeSpan.FromMilliseconds(12));
        Assert.That(TestVerdict.Read(new Frame(FrameKind.Finished, verdict.ToPayload())), Is.EqualTo(verdict));
    }

    [Test]
    public void List_SentAndReceived_IsTheSame()
    {
        TestList list = new([new TestDescription("A.B.C(1)", "A.B", "C(1)", ["destructive", "lab"], true), new TestDescription("A.B.D", "A.B", "D", [], false)]);
        TestList received = TestList.Read(new Frame(FrameKind.Tests, list.ToPayload()));
        Assert.That(received.Tests.Select(test => test.FullName), Is.EqualTo(new[] { "A.B.C(1)", "A.B.D" }));
        Assert.That(received.Tests[0].Categories, Is.EqualTo(new[] { "destructive", "lab" }));
        Assert.That(received.Tests.Select(test => test.IsExplicit), Is.EqualTo(new[] { true, false }));
    }

    private static Task<Hello> ReceiveAsync(Hello hello) => ReceiveAsync(FrameKind.Hello, hello.ToPayload());

    private static Task<Hello> ReceiveAsync(FrameKind kind, byte[] payload) => ReceiveAsync(new FrameEncoder().Encode(kind, payload));

    private static async Task<Hello> ReceiveAsync(byte[] bytes)
    {
        await using TestChannel channel = new(new MemoryStream(bytes));
        return await KernelSession.ReceiveHelloAsync(channel, Nonce, cpus: 2, CancellationToken.None);
    }
}
