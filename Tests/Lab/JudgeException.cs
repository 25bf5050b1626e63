using System;

namespace CosmosNvme.Lab;

/// <summary>QEMU's NVMe controller saw the driver do what it must not. Everything that waits for the machine's end throws it, so that no test can overlook it.</summary>
public sealed class JudgeException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="result">What the machine left behind.</param>
    public JudgeException(MachineResult result)
        : base($"QEMU judges the driver:\n{result?.Verdict}\n{result}") => Result = result ?? throw new ArgumentNullException(nameof(result));

    /// <summary>What the machine left behind.</summary>
    public MachineResult Result { get; }
}
