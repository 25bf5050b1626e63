using System;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>mtools writes names in the locale's encoding: without one of UTF-8 it would put underscores for umlauts.</summary>
[SetUpFixture]
internal sealed class ToolLocale
{
    [OneTimeSetUp]
    public void SetUp()
    {
        Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
        Environment.SetEnvironmentVariable("MTOOLS_SKIP_CHECK", "1");
    }
}
