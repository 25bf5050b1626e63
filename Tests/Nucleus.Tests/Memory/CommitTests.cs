using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class CommitTests
{
    [TearDown]
    public void TakeBack() => Commit.Uncharge(Commit.Charged);

    [Test]
    public void Initialize_FreePages_KeepsAReserve()
    {
        Commit.Initialize(1600);
        Assert.That(Commit.Limit, Is.EqualTo(1500));
    }

    [Test]
    public void TryCharge_UpToTheLimit_SucceedsAndNoFurther()
    {
        Commit.Initialize(1600);
        Assert.That(Commit.TryCharge(1499), Is.True);
        Assert.That(Commit.TryCharge(2), Is.False);
        Assert.That(Commit.TryCharge(1), Is.True);
        Assert.That(Commit.TryCharge(1), Is.False);
        Commit.Uncharge(500);
        Assert.That((Commit.Charged, Commit.TryCharge(500)), Is.EqualTo((1000UL, true)));
    }

    [TestCase(ulong.MaxValue)]
    [TestCase(1501UL)]
    public void TryCharge_MoreThanEver_IsFalse(ulong pages)
    {
        Commit.Initialize(1600);
        Assert.That(Commit.TryCharge(pages), Is.False);
        Assert.That(Commit.Charged, Is.Zero);
    }
}
