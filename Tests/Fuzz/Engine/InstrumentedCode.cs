using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Loads this program a second time, together with copies of the assemblies under test that SharpFuzz has instrumented. Everything happens
/// in one process: what the build made stays as it is, and no driver from outside is needed.
/// </summary>
internal sealed class InstrumentedCode : AssemblyLoadContext
{
    private const string Prefix = "CosmosNvme.";

    private static readonly string[] s_underTest = ["Nucleus", "Nvme", "Pci", "Shell", "Storage", "System"];

    private readonly Dictionary<string, string> _copies = [];
    private readonly string _folder;

    private InstrumentedCode(string folder)
    {
        _folder = folder;
    }

    /// <summary>Runs the worker on instrumented code.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit status.</returns>
    internal static int RunWorker(string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-fuzz-");
        try
        {
            InstrumentedCode code = new(folder.FullName);
            code.Instrument();
            Assembly self = code.LoadFromAssemblyPath(typeof(InstrumentedCode).Assembly.Location);
            MethodInfo run = self.GetType(typeof(Worker).FullName!, throwOnError: true)!.GetMethod(nameof(Worker.Run), BindingFlags.Static | BindingFlags.NonPublic)!;
            return run.CreateDelegate<Func<string[], int>>()(arguments);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        string original = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        return _copies.TryGetValue(name, out string? copy) ? LoadFromAssemblyPath(copy)
            : name.StartsWith(Prefix, StringComparison.Ordinal) && File.Exists(original) ? LoadFromAssemblyPath(original)
            : null;
    }

    private void Instrument()
    {
        foreach (string name in s_underTest)
        {
            string file = Prefix + name + ".dll";
            string copy = Path.Combine(_folder, file);
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), copy);
            Fuzzer.Instrument(copy, _ => true, Options.Value);
            _copies.Add(Prefix + name, copy);
        }
    }
}
