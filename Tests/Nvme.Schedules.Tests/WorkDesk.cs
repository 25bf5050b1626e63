using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>A work that several threads ask for.</summary>
internal sealed class WorkDesk
{
    private SoleWorker _worker;
    private bool _isWorking;

    /// <summary>What was asked for.</summary>
    internal int Asked { get; private set; }

    /// <summary>Up to where the worker has seen it.</summary>
    internal int Done { get; private set; }

    internal void Ask(int times)
    {
        for (int time = 0; time < times; time++)
        {
            Asked++;
            if (!_worker.TryStart())
            {
                continue;
            }

            do
            {
                Assert.That(_isWorking, Is.False, "two work at once");
                _isWorking = true;
                Scheduler.Point();
                int seen = Asked;
                Scheduler.Point();
                Done = seen;
                _isWorking = false;
            }
            while (!_worker.TryFinish());
        }
    }
}
