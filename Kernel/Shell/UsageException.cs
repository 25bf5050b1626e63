using System;

namespace CosmosNvme.Shell;

/// <summary>A command was called with arguments that it does not take; the shell adds where to find help and sets status 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
