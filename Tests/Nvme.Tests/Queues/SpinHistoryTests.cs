using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>When a waiting thread looks before it sleeps.</summary>
internal sealed class SpinHistoryTests
{
    [Test]
    public void Looking_ThatHelps_GoesOn()
    {
        SpinHistory history = default;
        for (int wait = 0; wait < 100; wait++)
        {
            Assert.That(history.IsWorthTrying(), Is.True);
            history.Note(helped: wait % SpinHistory.Patience == 0);
        }
    }

    [Test]
    public void Looking_ThatNeverHelps_BecomesRare()
    {
        SpinHistory history = default;
        int looked = Enumerable.Range(0, SpinHistory.Patience + (10 * SpinHistory.Interval)).Count(_ => Look(ref history, helps: false));
        Assert.That(looked, Is.EqualTo(SpinHistory.Patience + 10));
    }

    [Test]
    public void Looking_ThatHelpsAgain_GoesOnAtOnce()
    {
        SpinHistory history = default;
        for (int wait = 0; wait < 100; wait++)
        {
            Look(ref history, helps: false);
        }

        int waits = 1;
        for (; !Look(ref history, helps: true); waits++)
        {
            Assert.That(waits, Is.LessThan(SpinHistory.Interval));
        }

        Assert.That(history.IsWorthTrying(), Is.True);
    }

    private static bool Look(ref SpinHistory history, bool helps)
    {
        if (!history.IsWorthTrying())
        {
            return false;
        }

        history.Note(helps);
        return true;
    }
}
