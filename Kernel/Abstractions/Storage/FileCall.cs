namespace CosmosNvme.Abstractions;

/// <summary>A system call on files, with Linux's number and arguments of x86-64.</summary>
/// <param name="Number">The number (arch/x86/entry/syscalls/syscall_64.tbl).</param>
/// <param name="First">First argument.</param>
/// <param name="Second">Second argument.</param>
/// <param name="Third">Third argument.</param>
/// <param name="Fourth">Fourth argument.</param>
/// <param name="Fifth">Fifth argument.</param>
/// <param name="Sixth">Sixth argument.</param>
public readonly record struct FileCall(int Number, ulong First, ulong Second, ulong Third, ulong Fourth, ulong Fifth, ulong Sixth);
