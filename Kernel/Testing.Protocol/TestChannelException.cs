using System;

namespace CosmosNvme.Testing.Protocol;

/// <summary>What came over the test channel is not what the protocol allows: nothing behind it can be trusted.</summary>
/// <param name="message">What is wrong.</param>
public sealed class TestChannelException(string message) : Exception(message);
