using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 06h, Device Self-test: what is going on, and the last 20 results, newest first. NVMe Base 1.4 §5.14.1.6.</summary>
public sealed class SelfTestLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 564;

    /// <summary>Results that it holds.</summary>
    internal const int Results = 20;

    internal static readonly BitField OperationField = new(0, 4);
    internal static readonly BitField PercentField = new(0, 7);

    /// <summary>Copies the structure.</summary>
    /// <param name="data">564 bytes as the controller returned them.</param>
    public SelfTestLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>Byte 0, bits 0-3: 0 no test, 1 a short one, 2 an extended one, eh the vendor's.</summary>
    public int Operation => (int)OperationField.Get(Byte(0));

    /// <summary>Byte 1, bits 0-6: how much of it is done, in percent.</summary>
    public int Percent => (int)PercentField.Get(Byte(1));

    /// <summary>Byte 4 + 28n: a result.</summary>
    /// <param name="index">0, the newest, to 19.</param>
    public SelfTestResult Result(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Results, nameof(index));
        return new SelfTestResult(Part(4 + (index * SelfTestResult.Bytes), SelfTestResult.Bytes));
    }
}
