using System;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>A check found what must not be.</summary>
internal sealed class SelfTestFailedException(string message) : Exception(message);
