using System;

namespace CosmosNvme.Abstractions;

/// <summary>A system call's argument points to where no memory can be: the call fails with EFAULT.</summary>
public sealed class BadAddressException : Exception
{
    /// <summary>Makes one.</summary>
    public BadAddressException()
        : base("Bad address")
    {
    }
}
