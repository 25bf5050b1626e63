using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace CosmosNvme.ImageTool;

/// <summary>
/// Names of compiled C# methods. The ahead-of-time compiler writes <c>Assembly_Namespace_Type__Method_2</c>; people write
/// <c>Namespace.Type.Method</c>. The compiler's form is ambiguous (an underscore may be part of a name), so this is a best effort:
/// what does not fit the known patterns stays as it is.
/// </summary>
internal static partial class ManagedName
{
    private const string MangledCanon = "System___Canon";
    private const string Canon = "\u0001";

    // The compiler's names of the primitive types, which stand without assembly and namespace.
    private static readonly Dictionary<string, string> s_primitives = new()
    {
        ["Bool"] = "Boolean",
        ["Char"] = "Char",
        ["Double"] = "Double",
        ["Int8"] = "SByte",
        ["Int16"] = "Int16",
        ["Int32"] = "Int32",
        ["Int64"] = "Int64",
        ["IntPtr"] = "IntPtr",
        ["Single"] = "Single",
        ["UInt8"] = "Byte",
        ["UInt16"] = "UInt16",
        ["UInt32"] = "UInt32",
        ["UInt64"] = "UInt64",
        ["UIntPtr"] = "UIntPtr",
        ["Void"] = "Void",
    };

    // Where a namespace of the framework can begin after the assembly's own name.
    private static readonly HashSet<string> s_roots = ["System", "Internal", "Interop", "Microsoft"];

    /// <summary>True if the compiler has made this symbol, wherever it has put the code.</summary>
    internal static bool IsManaged(string symbol) => ManagedSymbol().IsMatch(symbol);

    internal static string ToReadable(string symbol)
    {
        Match helper = Helper().Match(symbol);
        if (helper.Success)
        {
            return helper.Groups["delegate"].Success ? $"(delegate to {ToReadable(helper.Groups["delegate"].Value)})"
                : helper.Groups["statics"].Success ? $"(statics of {TypeName(helper.Groups["statics"].Value)})"
                : "(generic lookup)";
        }

        const string unboxing = "unbox_";
        string name = symbol.StartsWith(unboxing, StringComparison.Ordinal) ? symbol[unboxing.Length..] : symbol;
        Match boxed = Boxed().Match(name);
        if (boxed.Success)
        {
            name = boxed.Groups["type"].Value + "__" + boxed.Groups["method"].Value;
        }

        name = name.Replace(MangledCanon, Canon, StringComparison.Ordinal);
        int split = IndexOutsideBrackets(name, "__");
        if (split <= 0 || split + 2 >= name.Length || !HasBalancedBrackets(name))
        {
            return symbol;
        }

        string type = name[..split];
        string method = name[(split + 2)..];
        string nested = string.Empty;

        Match module = Module().Match(method);
        if (module.Success)
        {
            return "<Module>." + MethodName(module.Groups["method"].Value);
        }

        Match closure = Closure().Match(method);
        if (closure.Success)
        {
            type += closure.Groups["outer"].Value;
            nested = ".<>c" + closure.Groups["display"].Value;
            method = closure.Groups["method"].Value;
        }

        Match machine = StateMachine().Match(method);
        if (machine.Success)
        {
            nested += $".<{machine.Groups["method"].Value}>d__{machine.Groups["number"].Value}";
            method = machine.Groups["rest"].Value;
        }

        string readable = TypeName(type) + nested + "." + MethodName(method);
        return readable.Replace(Canon, "__Canon", StringComparison.Ordinal);
    }

    private static string MethodName(string method)
    {
        int bracket = method.IndexOf('<', StringComparison.Ordinal);
        bool isGeneric = bracket > 0 && method.EndsWith('>');
        string arguments = isGeneric ? TypeArguments(method[bracket..]) : string.Empty;
        string name = isGeneric ? method[..bracket] : method;

        Match overload = Overload().Match(name);
        Match local = LocalFunction().Match(name);
        Match lambda = Lambda().Match(name);
        if (local.Success)
        {
            name = $"<{local.Groups[1].Value}>g__{local.Groups[2].Value}";
        }
        else if (lambda.Success)
        {
            name = $"<{lambda.Groups[1].Value}>b__{lambda.Groups[2].Value}";
        }
        else if (name == "_Main__")
        {
            name = "<Main>$";
        }
        else if (overload.Success)
        {
            name = overload.Groups[1].Value;
        }

        if (name is "_ctor" or "_cctor")
        {
            name = "." + name[1..];
        }
        else if (name.StartsWith("System_", StringComparison.Ordinal))
        {
            // An explicit implementation: Interface.Method.
            name = WithDots(name);
        }

        return name + arguments;
    }

    private static string TypeName(string type)
    {
        int bracket = type.IndexOf('<', StringComparison.Ordinal);
        bool isGeneric = bracket > 0 && type.EndsWith('>');
        string arguments = isGeneric ? TypeArguments(type[bracket..]) : string.Empty;
        List<string> parts = Identifiers(isGeneric ? type[..bracket] : type, isGeneric);
        RemoveAssembly(parts);
        if (parts.Count == 1 && s_primitives.TryGetValue(parts[0], out string? primitive))
        {
            parts = ["System", primitive];
        }

        return string.Join('.', parts) + arguments;
    }

    /// <summary>"&lt;A__B&gt;" with only the last part of each type's name.</summary>
    private static string TypeArguments(string bracketed)
    {
        List<string> arguments = [];
        string rest = bracketed[1..^1];
        while (rest.Length > 0)
        {
            int split = IndexOutsideBrackets(rest, "__");
            string argument = split > 0 ? rest[..split] : rest;
            rest = split > 0 ? rest[(split + 2)..] : string.Empty;
            string name = TypeName(argument);
            int bracket = name.IndexOf('<', StringComparison.Ordinal);
            int dot = name.LastIndexOf('.', bracket < 0 ? name.Length - 1 : bracket);
            arguments.Add(name[(dot + 1)..]);
        }

        return "<" + string.Join(", ", arguments) + ">";
    }

    /// <summary>Cuts at underscores. Doubled ones belong to the next identifier; numbers are arities or belong to the one before.</summary>
    private static List<string> Identifiers(string text, bool isGeneric)
    {
        List<string> parts = [];
        string leading = string.Empty;
        foreach (string token in text.Split('_'))
        {
            if (token.Length == 0)
            {
                leading += "_";
            }
            else if (char.IsAsciiDigit(token[0]) && parts.Count > 0)
            {
                if (!isGeneric)
                {
                    parts[^1] += "_" + token;
                }
            }
            else
            {
                parts.Add(leading + token);
                leading = string.Empty;
            }
        }

        return parts;
    }

    private static void RemoveAssembly(List<string> parts)
    {
        // System.Private.X is mangled to S_P_X.
        bool isPrivate = parts.Count > 3 && parts[0] == "S" && parts[1] == "P";
        int start = isPrivate ? -1 : parts.IndexOf(parts[0], 1);
        if (start < 0)
        {
            start = parts.FindIndex(isPrivate ? 3 : 1, s_roots.Contains);
        }

        // As the last part it is a type that merely has such a name; Interop is a type.
        if (start > 0 && (start < parts.Count - 1 || isPrivate || parts[start] == "Interop"))
        {
            parts.RemoveRange(0, start);
        }
        else if (isPrivate)
        {
            parts.RemoveRange(0, 3);
        }
    }

    private static string WithDots(string name)
    {
        int depth = 0;
        return string.Create(name.Length, name, (target, source) =>
        {
            for (int index = 0; index < source.Length; index++)
            {
                depth += source[index] == '<' ? 1 : source[index] == '>' ? -1 : 0;
                target[index] = source[index] == '_' && depth == 0 ? '.' : source[index];
            }
        });
    }

    private static int IndexOutsideBrackets(string text, string wanted)
    {
        int depth = 0;
        for (int index = 0; index < text.Length; index++)
        {
            depth += text[index] == '<' ? 1 : text[index] == '>' ? -1 : 0;
            if (depth == 0 && string.CompareOrdinal(text, index, wanted, 0, wanted.Length) == 0)
            {
                return index;
            }
        }

        return -1;
    }

    private static bool HasBalancedBrackets(string text)
    {
        int depth = 0;
        foreach (char character in text)
        {
            depth += character == '<' ? 1 : character == '>' ? -1 : 0;
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0;
    }

    [GeneratedRegex(@"^((<Boxed>|unbox_)?(S_P|System|Microsoft|Internal|CosmosNvme)_[^_]|__DelegateCtor_|__Get(GC|NonGC|Thread)StaticBase_|__GenericLookupFrom)", RegexOptions.ExplicitCapture)]
    private static partial Regex ManagedSymbol();

    // What the compiler adds by itself: code that makes a delegate, finds the statics of a type, or looks into a generic dictionary.
    [GeneratedRegex(@"^__(DelegateCtor_(FromVtbl_)?S_P_CoreLib_System_Delegate__[A-Za-z]+__(?<delegate>.+?)(__S_P_CoreLib_System_\w+(<.*>)?__Invoke\w*Thunk)?|Get(GC|NonGC|Thread)StaticBase_(?<statics>.+)|GenericLookupFrom.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Helper();

    // An instance method of a generic structure, called on a boxed one: the type stands there twice.
    [GeneratedRegex(@"^<Boxed>(?<type>.+)__<unbox>[^<>]+?__(?<method>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Boxed();

    [GeneratedRegex(@"^_?Module___(?<method>[^<]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Module();

    // A generic closure has the number of its parameters and its arguments behind its name; without the number they are the outer type's.
    [GeneratedRegex(@"^_c(?<display>__DisplayClass\d+_\d+|__\d+)?(_\d+<.*>|(?<outer><.*>))?__(?<method>_.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Closure();

    [GeneratedRegex(@"^_?(?<method>\w+?)_d__(?<number>\d+)(_\d+)?(<.*>)?__(?<rest>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"^_(.+?)_g__(\w+?)_\d+_\d+(?:_\d+)?$")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"^_(.+?)_b__(\d+(?:_\d+)?)$")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"^(.*[^_\d].*?)_\d+$")]
    private static partial Regex Overload();
}
