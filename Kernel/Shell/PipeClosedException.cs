using System.IO;

namespace CosmosNvme.Shell;

/// <summary>Nobody reads what is written to a pipe any more.</summary>
internal sealed class PipeClosedException() : IOException("Broken pipe");
