using System;
using System.Linq;
using CosmosNvme.ImageAnalysis;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>
/// Names of runtime and library routines with what it means that nucleus code reaches them. The table only makes messages clear and stops the walk early;
/// code outside of the nucleus that is not listed here is a violation all the same.
/// </summary>
internal static class ForbiddenHelpers
{
    private static readonly Rule[] s_rules =
    [
        new("ThrowHelper", Match.Inside, ViolationKind.Throws, "can throw. Use pointers instead of arrays and spans, and unchecked arithmetic"),
        new("RhpThrow", Match.Start, ViolationKind.Throws, "throws. Return an error value"),
        new("RhpRethrow", Match.Start, ViolationKind.Throws, "throws. Return an error value"),
        new("RhpCallCatch", Match.Start, ViolationKind.Throws, "handles an exception. There are none here"),
        new("RhpCallFilter", Match.Start, ViolationKind.Throws, "handles an exception. There are none here"),
        new("RhpCallFinally", Match.Start, ViolationKind.Throws, "handles an exception. There are none here"),
        new("RhpNew", Match.Start, ViolationKind.Allocates, "allocates an object"),
        new("RhNew", Match.Start, ViolationKind.Allocates, "allocates an object"),
        new("RhAllocate", Match.Start, ViolationKind.Allocates, "allocates an object"),
        new("RhBox", Match.Start, ViolationKind.Allocates, "allocates a box for a value"),
        new("RhpGcAlloc", Match.Start, ViolationKind.Allocates, "allocates an object"),
        new("malloc", Match.Whole, ViolationKind.Allocates, "allocates on the C heap"),
        new("calloc", Match.Whole, ViolationKind.Allocates, "allocates on the C heap"),
        new("realloc", Match.Whole, ViolationKind.Allocates, "allocates on the C heap"),
        new("__GetGCStaticBase_", Match.Start, ViolationKind.InitialisesLazily, "uses a static of reference type or one with an initialiser. Use pointer and primitive statics without initialisers"),
        new("__GetNonGCStaticBase_", Match.Start, ViolationKind.InitialisesLazily, "uses a static of a class with an initialiser. Take the initialiser away"),
        new("__GetThreadStaticBase_", Match.Start, ViolationKind.UsesThreadLocal, "uses a [ThreadStatic]. Use the per-CPU block"),
        new("CheckStaticClassConstruction", Match.Inside, ViolationKind.InitialisesLazily, "uses a static of a class with an initialiser. Take the initialiser away"),
        new("RhpAssignRef", Match.Start, ViolationKind.UsesObjects, "stores an object reference"),
        new("RhpCheckedAssignRef", Match.Start, ViolationKind.UsesObjects, "stores an object reference"),
        new("RhpByRefAssignRef", Match.Start, ViolationKind.UsesObjects, "stores an object reference"),
        new("RhpChecked", Match.Start, ViolationKind.UsesObjects, "exchanges an object reference"),
        new("RhBulkMove", Match.Start, ViolationKind.UsesObjects, "copies object references"),
        new("RhpInitial", Match.Start, ViolationKind.UsesObjects, "calls through an interface. Use static methods"),
        new("RhpInterfaceDispatch", Match.Start, ViolationKind.UsesObjects, "calls through an interface. Use static methods"),
        new("RhpVTableOffsetDispatch", Match.Start, ViolationKind.UsesObjects, "calls through an interface. Use static methods"),
        new("RhTypeCast", Match.Start, ViolationKind.UsesObjects, "tests or casts an object's type"),
        new("System_Runtime_TypeCast__", Match.Inside, ViolationKind.UsesObjects, "tests or casts an object's type"),
        new("RhpPInvoke", Match.Start, ViolationKind.EntersRuntime, "makes a P/Invoke call. Use a RuntimeImport, or a managed function pointer instead of an unmanaged one"),
        new("RhpReversePInvoke", Match.Start, ViolationKind.EntersRuntime, "is an [UnmanagedCallersOnly] method. Use RuntimeExport"),
        new("RhpGcPoll", Match.Start, ViolationKind.EntersRuntime, "polls for a garbage collection. SuppressGCTransition does that; use RuntimeImport"),
        new("RhSpanHelpers_", Match.Start, ViolationKind.CopiesBlock, "copies or clears a block. Pass pointers to large structs; use Asm.CopyBytes and Asm.ZeroWords"),
        new("System_SpanHelpers__", Match.Inside, ViolationKind.CopiesBlock, "works on a block through the class library, which uses vector registers. Write the loop"),
        new("memcpy", Match.Whole, ViolationKind.CopiesBlock, "copies a block through the C library. Use Asm.CopyBytes"),
        new("memmove", Match.Whole, ViolationKind.CopiesBlock, "copies a block through the C library. Use Asm.CopyBytes"),
        new("memset", Match.Whole, ViolationKind.CopiesBlock, "fills a block through the C library. Use Asm.ZeroWords"),

        // Sound in itself, but a frame that needs it is larger than a page: too much for stacks of a few pages that many frames share.
        new("RhpStackProbe", Match.Start, ViolationKind.GrowsStack, "has a frame larger than a page. Keep the buffer in a static or the per-CPU block"),

        // The check calls this when the cookie was overwritten, and this reports through the runtime and libc, of which nothing may be entered here.
        new("RhpFallbackFailFast", Match.Whole, ViolationKind.ChecksStackCookie, "has a stackalloc or a local struct with a fixed buffer, so the compiler checks a stack cookie. Keep the buffer in a static or the per-CPU block"),
        new("__stack_chk_fail", Match.Whole, ViolationKind.ChecksStackCookie, "was compiled with a stack protector. Assembly of the nucleus is assembled, not compiled"),
    ];

    private enum Match
    {
        Whole,
        Start,
        Inside,
    }

    /// <summary>What reaching <paramref name="function"/> means, or null if its name is not in the table.</summary>
    internal static (ViolationKind Kind, string Detail)? Find(CodeFunction function)
    {
        Rule? rule = s_rules.FirstOrDefault(candidate => function.Names.Any(candidate.Fits));
        return rule is null ? null : (rule.Kind, rule.Detail);
    }

    private sealed record Rule(string Text, Match Match, ViolationKind Kind, string Detail)
    {
        public bool Fits(string name)
        {
            return Match switch
            {
                Match.Whole => name == Text,
                Match.Start => name.StartsWith(Text, StringComparison.Ordinal),
                _ => name.Contains(Text, StringComparison.Ordinal),
            };
        }
    }
}
