using System;

namespace CosmosNvme.Cosmos;

/// <summary>A measurement that failed; the message is for people.</summary>
internal sealed class BenchException(string message, Exception? cause = null) : Exception(message, cause);
