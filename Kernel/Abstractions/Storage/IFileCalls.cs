namespace CosmosNvme.Abstractions;

/// <summary>Who answers system calls on files.</summary>
public interface IFileCalls
{
    /// <summary>Answers a call, on the thread that made it. Any number of threads call at once; each may block for as long as the call takes.</summary>
    /// <param name="call">The call.</param>
    /// <returns>What it returns on Linux: a negative error number where it fails.</returns>
    long Call(in FileCall call);
}
