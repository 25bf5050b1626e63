using System;

namespace CosmosNvme.Shell;

/// <summary>A command could not do its work; the shell prints the message and sets status 1.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
