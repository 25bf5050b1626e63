using System;
using System.Linq;
using CosmosNvme.ImageAnalysis;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>What routines of the runtime mean on the data path, by their symbols.</summary>
internal static class DataPathRules
{
    private static readonly string[] s_dispatch = ["RhpInterfaceDispatch", "RhpInitial", "RhpVTableOffsetDispatch", "RhpResolveInterfaceMethod", "RhResolveDispatch"];
    private static readonly string[] s_allocation = ["RhpNew", "RhNew", "RhAllocate", "RhBox", "RhpGcAlloc"];
    private static readonly string[] s_thrower = ["ThrowHelper", "__Throw", "_Throw"];
    private static readonly string[] s_failure = ["RhpThrow", "RhpRethrow", "RhpFallbackFailFast"];

    /// <summary>True for what throws, or ends the machine: a request that goes well does not get there.</summary>
    internal static bool IsFailure(CodeFunction function) => Starts(function, s_failure) || function.Names.Any(name => s_thrower.Any(part => name.Contains(part, StringComparison.Ordinal)));

    /// <summary>What reaching <paramref name="function"/> breaks; null: nothing.</summary>
    internal static (ViolationKind Kind, string Detail)? Find(CodeFunction function)
    {
        return Starts(function, s_dispatch) ? (ViolationKind.UsesObjects, "looks an interface's method up")
            : Starts(function, s_allocation) ? (ViolationKind.Allocates, "allocates an object")
            : null;
    }

    private static bool Starts(CodeFunction function, string[] prefixes) => prefixes.Any(function.HasPrefix);
}
