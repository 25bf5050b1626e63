using System;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>A folder that goes when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cosmos-tests-");

    internal string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes an executable shell script.</summary>
    internal string Script(string name, string text)
    {
        File.WriteAllText(this[name], "#!/bin/sh\n" + text);
        ToolRunner.RunOrThrow("chmod", "+x", this[name]);
        return this[name];
    }
}
