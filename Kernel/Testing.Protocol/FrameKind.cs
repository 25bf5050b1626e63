namespace CosmosNvme.Testing.Protocol;

/// <summary>What a frame says. The kernel sends the first four, the host the others.</summary>
public enum FrameKind : byte
{
    /// <summary>The first frame of a machine: a <see cref="Protocol.Hello"/>.</summary>
    Hello = 1,

    /// <summary>The tests there are, right behind the hello: a <see cref="TestList"/>.</summary>
    Tests = 2,

    /// <summary>A test begins: a <see cref="TestStart"/>.</summary>
    Started = 3,

    /// <summary>A test ended: a <see cref="TestVerdict"/>.</summary>
    Finished = 4,

    /// <summary>Run a test: a <see cref="RunRequest"/>.</summary>
    Run = 16,

    /// <summary>No more tests: put the disks to rest and power off. Empty.</summary>
    PowerOff = 17,
}
