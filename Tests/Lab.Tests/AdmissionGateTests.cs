using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

internal sealed class AdmissionGateTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.3);

    // Ends, but not before a busy host has let somebody look at all places.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private DirectoryInfo _folder = null!;
    private AdmissionGate _gate = null!;

    [SetUp]
    public void MakeGate()
    {
        _folder = Directory.CreateTempSubdirectory("cosmos-gate-");
        _gate = new AdmissionGate(_folder.FullName, places: 4);
    }

    [TearDown]
    public void RemoveGate() => _folder.Delete(recursive: true);

    [Test]
    public void Enter_RoomForAll_LetsAllIn()
    {
        using Admission one = _gate.Enter(1, s_long);
        using Admission two = _gate.Enter(3, s_long);
        Assert.That((one.Places, two.Places), Is.EqualTo((1, 3)));
    }

    [Test]
    public async Task Enter_NoRoom_WaitsUntilThereIs()
    {
        Admission first = _gate.Enter(3, s_long);
        Task<Admission> second = Task.Run(() => _gate.Enter(2, s_long));
        await UntilPlace3IsTakenAsync();
        Assert.That(await Task.WhenAny(second, Task.Delay(s_short)), Is.Not.SameAs(second));
        first.Dispose();
        using Admission admitted = await second;
        Assert.That(admitted.Places, Is.EqualTo(2));
        Assert.That(admitted.Waited, Is.GreaterThan(TimeSpan.FromSeconds(0.2)));
    }

    [Test]
    public async Task Enter_WideMachine_IsNotOvertakenForEver()
    {
        Admission narrow = _gate.Enter(1, s_long);
        Task<Admission> wide = Task.Run(() => _gate.Enter(8, s_long));
        await UntilPlace3IsTakenAsync();
        Task<Admission> late = Task.Run(() => _gate.Enter(1, s_long));
        Assert.That(await Task.WhenAny(wide, late, Task.Delay(s_short)), Is.Not.SameAs(wide).And.Not.SameAs(late));
        narrow.Dispose();
        using (Admission admitted = await wide)
        {
            Assert.That(admitted.Places, Is.EqualTo(4));
            Assert.That(late.IsCompleted, Is.False);
        }

        (await late).Dispose();
    }

    [Test]
    public void Enter_PatienceOver_LetsInWithWhatThereIs()
    {
        using Admission first = _gate.Enter(3, s_long);
        using Admission second = _gate.Enter(2, s_patience);
        Assert.That(second.Places, Is.EqualTo(1));
    }

    [Test]
    public void Enter_PlacesOfAnotherProcess_CountAndAreFreeWhenItDies()
    {
        _gate.Enter(4, s_long).Dispose();
        string place = Path.Combine(_folder.FullName, "place0");
        using System.Diagnostics.Process other = System.Diagnostics.Process.Start("flock", ["--no-fork", place, "sleep", "60"])!;
        Assert.That(SpinWait.SpinUntil(() => IsLocked(place), s_long));
        using (Admission three = _gate.Enter(4, s_patience))
        {
            Assert.That(three.Places, Is.EqualTo(3));
        }

        other.Kill();
        other.WaitForExit();
        using Admission all = _gate.Enter(4, s_long);
        Assert.That(all.Places, Is.EqualTo(4));
    }

    // However late the host runs whoever waits for it.
    private async Task UntilPlace3IsTakenAsync()
    {
        while (!File.Exists(Path.Combine(_folder.FullName, "place3")))
        {
            await Task.Delay(5);
        }
    }

    private static bool IsLocked(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
