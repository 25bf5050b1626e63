namespace CosmosNvme.Lab;

/// <summary>How strictly the lab watches a machine. Internal, so that a test of the driver cannot loosen it.</summary>
internal enum Supervision
{
    /// <summary>QEMU judges the driver, and an unexpected event is an exception. The default, and what every test has.</summary>
    Strict,

    /// <summary>QEMU judges and the verdict is only reported: for tests of the judge.</summary>
    Reporting,

    /// <summary>Nobody watches: a person's machine, or a program that only stands in for QEMU.</summary>
    None,
}
