using System;

namespace CosmosNvme.ImageAnalysis;

/// <summary>Turns the compiler's symbol names into names that read like the source.</summary>
public static class MangledName
{
    private static readonly string[] s_assemblyPrefixes = ["S_P_CoreLib_System_", "S_P_CoreLib_"];

    /// <summary>
    /// Returns <c>Scheduler.Wake</c> for <c>CosmosNvme_Nucleus_CosmosNvme_Nucleus_Scheduler__Wake</c>; a name of another form comes back as it is.
    /// The result is for messages only: mangling loses too much to be undone exactly.
    /// </summary>
    public static string ToReadable(string symbol)
    {
        int separator = symbol.IndexOf("__", 1, StringComparison.Ordinal);
        if (separator <= 0 || symbol.StartsWith('_'))
        {
            return symbol;
        }

        string type = symbol[..separator];
        string method = symbol[(separator + 2)..];
        foreach (string prefix in s_assemblyPrefixes)
        {
            if (type.StartsWith(prefix, StringComparison.Ordinal))
            {
                return $"{type[prefix.Length..]}.{method}";
            }
        }

        return $"{WithoutRepeatedNamespace(type)}.{method}";
    }

    /// <summary>An assembly and its root namespace usually have the same name, so a mangled type starts with it twice.</summary>
    private static string WithoutRepeatedNamespace(string type)
    {
        for (int length = type.IndexOf('_'); length > 0; length = type.IndexOf('_', length + 1))
        {
            string prefix = type[..(length + 1)];
            if (type.AsSpan(length + 1).StartsWith(prefix, StringComparison.Ordinal))
            {
                return type[(2 * prefix.Length)..];
            }
        }

        return type;
    }
}
