using System.Collections.Generic;
using Iced.Intel;

namespace CosmosNvme.ImageAnalysis;

/// <summary>
/// Answers what a function can reach in one step. Function pointers in data it can get at count as reached, whether or not they are called.
/// Caches what it decoded; not for use by several threads at once.
/// </summary>
public sealed class CallGraph
{
    private readonly Dictionary<ulong, FunctionBody> _bodies = [];
    private readonly IReadOnlyDictionary<string, int> _bitness;

    /// <summary>Makes the graph of <paramref name="image"/>.</summary>
    /// <param name="image">The image.</param>
    /// <param name="bitness">Names of the functions that are not 64-bit code, with 16 or 32.</param>
    public CallGraph(KernelImage image, IReadOnlyDictionary<string, int> bitness)
    {
        Image = image;
        _bitness = bitness;
    }

    /// <summary>The image.</summary>
    public KernelImage Image { get; }

    /// <summary>The decoded instructions of <paramref name="function"/>.</summary>
    public FunctionBody BodyOf(CodeFunction function)
    {
        if (!_bodies.TryGetValue(function.Start, out FunctionBody? body))
        {
            int bitness = 64;
            foreach (string name in function.Names)
            {
                bitness = _bitness.GetValueOrDefault(name, bitness);
            }

            body = FunctionBody.Decode(Image, function, bitness);
            _bodies.Add(function.Start, body);
        }

        return body;
    }

    /// <summary>Every function that <paramref name="function"/> can reach in one step, with the instruction that does.</summary>
    public IReadOnlyList<CodeEdge> EdgesOf(CodeFunction function)
    {
        List<CodeEdge> edges = [];
        foreach (CodeReference reference in BodyOf(function).References)
        {
            bool isBranch = reference.Kind is ReferenceKind.Call or ReferenceKind.Jump or ReferenceKind.FallThrough or ReferenceKind.CodeAddress;
            if (isBranch)
            {
                edges.Add(new CodeEdge(function, Image.FunctionAt(reference.Target), reference.Target, reference, null));
            }
        }

        foreach (DataUse use in DataUsedBy(function))
        {
            foreach (ulong word in WordsOf(use.Data))
            {
                if (Image.FunctionAt(word) is { } target && target.Start == word)
                {
                    edges.Add(new CodeEdge(function, target, word, use.Reference, use.Data));
                }
            }
        }

        return edges;
    }

    /// <summary>All data at fixed addresses that <paramref name="function"/> names, and the data to which that data points in turn.</summary>
    public IReadOnlyList<DataUse> DataUsedBy(CodeFunction function)
    {
        List<DataUse> uses = [];
        HashSet<ulong> seen = [];
        foreach (CodeReference reference in BodyOf(function).References)
        {
            bool isData = reference.Kind is ReferenceKind.Data || (reference.Kind is ReferenceKind.Indirect && reference.Target != 0);
            if (isData && Image.DataAt(reference.Target) is { } data && seen.Add(data.Start))
            {
                uses.Add(new DataUse(data, reference, null));
            }
        }

        for (int index = 0; index < uses.Count; index++)
        {
            DataUse use = uses[index];
            foreach (ulong word in WordsOf(use.Data))
            {
                if (Image.DataAt(word) is { } next && seen.Add(next.Start))
                {
                    uses.Add(new DataUse(next, use.Reference, use.Data));
                }
            }
        }

        return uses;
    }

    /// <summary>True for a call through a pointer in constant memory: that has one value, so the call is as good as a direct one.</summary>
    public bool IsConstantPointer(in CodeReference reference)
    {
        ulong slot = reference.Target;
        bool isTable = reference.Instruction.MemoryIndex != Register.None || reference.Instruction.MemoryBase is not (Register.None or Register.RIP or Register.EIP);
        return slot != 0
            && !isTable
            && Image.SectionAt(slot) is { IsWritable: false, IsExecutable: false }
            && Image.TryReadUInt64(slot, out ulong value)
            && Image.FunctionAt(value)?.Start == value;
    }

    private IEnumerable<ulong> WordsOf(DataRange data)
    {
        if (!data.Section.HasContents)
        {
            yield break;
        }

        // Steps of four: assembly does not have to align its tables to eight.
        for (ulong address = (data.Start + 3) & ~3UL; address + sizeof(ulong) <= data.End; address += sizeof(int))
        {
            if (Image.TryReadUInt64(address, out ulong word) && word != 0)
            {
                yield return word;
            }
        }
    }
}
