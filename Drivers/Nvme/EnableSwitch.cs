using System;
using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// CC.EN, CC.SHN and the waiting for CSTS that belongs to them. NVMe Base 1.4 §3.1.5, §3.1.6 and §7.6. Every wait is bounded, and
/// ends early if the controller reports a fatal error or is no longer there. One thread at a time.
/// </summary>
internal sealed class EnableSwitch
{
    private const long Millisecond = 1_000_000;
    private const long TimeoutUnit = 500 * Millisecond;
    private const long SubsystemResetDelay = 100 * Millisecond;
    private const long QuirkDelay = 2300 * Millisecond;
    private const long LongestPause = 100 * Millisecond;

    // CAP.TO cannot say more than two minutes; CRTO could say nine hours, and there are devices that fill it with nonsense.
    private const long LongestReady = 600_000 * Millisecond;
    private const long ShortestShutdown = 5000 * Millisecond;
    private const long LongestShutdown = 60_000 * Millisecond;
    private const long LongestShutdownInPanic = 10_000 * Millisecond;

    private readonly NvmeRegisters _registers;
    private readonly IClock _clock;
    private readonly NvmeQuirks _quirks;
    private long _readyTimeout;
    private ControllerConfiguration _settings;

    /// <summary>Reads how long the controller takes to become ready.</summary>
    internal EnableSwitch(NvmeRegisters registers, IClock clock, NvmeQuirks quirks)
    {
        _registers = registers;
        _clock = clock;
        _quirks = quirks;
        _readyTimeout = ReadTimeout();
    }

    private enum WaitEnding
    {
        Reached,
        Gone,
        Fatal,
        TimedOut,
    }

    /// <summary>
    /// Resets the controller, whatever state firmware or a boot loader left it in. EN may be cleared only when RDY has followed it:
    /// a controller that is still on its way up must arrive first.
    /// </summary>
    /// <exception cref="NvmeException">It does not become disabled.</exception>
    internal void Disable()
    {
        ControllerConfiguration configuration = _registers.Configuration;
        if (configuration.IsEnabled)
        {
            // A fatal error ends this wait, and the reset that follows is the cure.
            if (!_registers.Status.IsReady && WaitForReady(true) is WaitEnding.Gone)
            {
                throw Gone();
            }

            _registers.Configuration = configuration.WithEnable(false).WithShutdown(ShutdownNotification.None);
            LeaveAlone();
        }

        switch (WaitForReady(false))
        {
            case WaitEnding.Reached:
                return;
            case WaitEnding.Gone:
                throw Gone();
            default:
                throw new NvmeException($"the controller does not become disabled: CSTS.RDY is still 1 {Seconds} after CC.EN was cleared");
        }
    }

    /// <summary>Starts the controller with the given settings; the admin queues are set.</summary>
    /// <exception cref="NvmeException">It does not become ready.</exception>
    internal void Enable(ControllerConfiguration configuration)
    {
        // First the settings, and only then EN: the time that the controller may take depends on the command sets that were selected.
        _settings = configuration;
        _registers.Configuration = configuration.WithEnable(false);
        _readyTimeout = ReadTimeout();
        _registers.Configuration = configuration.WithEnable(true);
        LeaveAlone();
        switch (WaitForReady(true))
        {
            case WaitEnding.Reached:
                return;
            case WaitEnding.Gone:
                throw Gone();
            case WaitEnding.Fatal:
                throw new NvmeException("the controller reports a fatal error (CSTS.CFS) while it is being enabled; its firmware may need a power cycle");
            default:
                throw new NvmeException($"the controller does not become ready: CSTS.RDY is still 0 {Seconds} after CC.EN was set");
        }
    }

    /// <summary>Stops a controller that has failed; does not throw.</summary>
    /// <returns>True if it can certainly no longer reach memory: it is disabled, or gone.</returns>
    internal bool TryStop()
    {
        if (_registers.Status.IsGone)
        {
            // Perhaps only reads fail, as while a link is retrained, and it goes on writing to memory. What it reads as is no setting.
            _registers.Configuration = _settings.WithEnable(false);
            return true;
        }

        _registers.Configuration = _registers.Configuration.WithEnable(false);
        LeaveAlone();
        return WaitForReady(false) is WaitEnding.Reached or WaitEnding.Gone;
    }

    /// <summary>Resets the NVM subsystem, where the controller can: it comes back disabled. NVMe Base 1.4 §7.3.1. Does not throw.</summary>
    /// <param name="bus">Restores what the bus may have forgotten; null: nothing.</param>
    /// <returns>True if it is disabled.</returns>
    internal bool TryResetSubsystem(IControllerBus? bus)
    {
        if (!_registers.Capabilities.SupportsSubsystemReset)
        {
            return false;
        }

        _registers.ResetSubsystem();
        long deadline = _clock.Nanoseconds + _readyTimeout;
        do
        {
            // The device may be away for a moment, and its bus may have to be told again where it is.
            _clock.Delay(SubsystemResetDelay);
            bus?.Restore();
            ControllerStatus status = _registers.Status;
            if (!status.IsGone && status.SubsystemWasReset && !status.IsReady)
            {
                _registers.ClearSubsystemWasReset();
                return true;
            }
        }
        while (_clock.Nanoseconds < deadline);
        return false;
    }

    /// <summary>Tells the controller that power is about to go, and waits until it is prepared. NVMe Base 1.4 §7.6.2. Does not throw.</summary>
    /// <param name="typicalMicroseconds">RTD3E; 0 unknown.</param>
    /// <returns>True if the controller says that power may go.</returns>
    internal bool ShutDown(uint typicalMicroseconds)
    {
        ControllerStatus status = _registers.Status;
        if (status.IsGone)
        {
            return false;
        }

        _registers.Configuration = _registers.Configuration.WithShutdown(ShutdownNotification.Normal);
        if (_quirks.HasFlag(NvmeQuirks.ShutdownNeverCompletes))
        {
            return true;
        }

        long deadline = _clock.Nanoseconds + Math.Clamp(typicalMicroseconds * 1000L, ShortestShutdown, LongestShutdown);
        while (true)
        {
            status = _registers.Status;
            if (status.IsGone)
            {
                return false;
            }

            if (status.IsShutDown || _clock.Nanoseconds >= deadline)
            {
                return status.IsShutDown;
            }

            _clock.Delay(Millisecond);
        }
    }

    /// <summary>The same for a panic, in which this driver does not run: what is to be written, and what shows that it is done. Nobody waits as long then.</summary>
    /// <param name="typicalMicroseconds">RTD3E; 0 unknown.</param>
    internal PanicWrite ShutDownInPanic(uint typicalMicroseconds)
    {
        long wait = _quirks.HasFlag(NvmeQuirks.ShutdownNeverCompletes) ? 0 : Math.Clamp(typicalMicroseconds * 1000L, ShortestShutdown, LongestShutdownInPanic);
        return new PanicWrite
        {
            Offset = RegisterOffset.Configuration,
            Keep = new ControllerConfiguration(uint.MaxValue).WithShutdown(ShutdownNotification.None).Value,
            Set = new ControllerConfiguration(0).WithShutdown(ShutdownNotification.Normal).Value,
            StatusOffset = RegisterOffset.Status,
            StatusMask = (uint)ControllerStatus.ShutdownField.Set(0, ControllerStatus.ShutdownField.Maximum),
            StatusDone = (uint)ControllerStatus.ShutdownField.Set(0, ControllerStatus.ShutdownIsComplete),
            MostMilliseconds = (uint)(wait / Millisecond),
        };
    }

    private string Seconds => string.Create(CultureInfo.InvariantCulture, $"{_readyTimeout / (1000.0 * Millisecond)} s");

    private static NvmeException Gone() =>
        new("the controller no longer answers: its registers read as all ones, so it was removed or its link is down");

    // One unit more than CAP.TO, because 0 exists and does not mean at once. CRTO may only lengthen it: there are devices that have
    // the register and leave it 0. A controller that is gone reads as the longest time there is, but ends the first wait.
    private long ReadTimeout()
    {
        ControllerCapabilities capabilities = _registers.Capabilities;
        uint units = capabilities.HasReadyTimeouts
            ? Math.Max(capabilities.TimeoutUnits, _registers.ReadyTimeouts.WithMediaUnits)
            : capabilities.TimeoutUnits;
        return Math.Min((units + 1) * TimeoutUnit, LongestReady);
    }

    // Only on the way up does a fatal error end the wait: on the way down RDY still changes to 0, and CFS is cleared by the same reset.
    private WaitEnding WaitForReady(bool isReady)
    {
        const int LooksPerDoubling = 16;
        long start = _clock.Nanoseconds;
        while (true)
        {
            // The clock is read before the register: a thread that was not running for long still takes the last look.
            long waited = _clock.Nanoseconds - start;
            bool isLastLook = waited >= _readyTimeout;
            ControllerStatus status = _registers.Status;
            if (status.IsGone)
            {
                return WaitEnding.Gone;
            }

            if (status.IsReady == isReady)
            {
                return WaitEnding.Reached;
            }

            if (isReady && status.IsFatal)
            {
                return WaitEnding.Fatal;
            }

            if (isLastLook)
            {
                return WaitEnding.TimedOut;
            }

            // Who has waited for minutes need not look every millisecond.
            _clock.Delay(Math.Clamp(waited / LooksPerDoubling, Millisecond, LongestPause));
        }
    }

    private void LeaveAlone()
    {
        if (_quirks.HasFlag(NvmeQuirks.DelayBeforeReady))
        {
            _clock.Delay(QuirkDelay);
        }
    }
}
