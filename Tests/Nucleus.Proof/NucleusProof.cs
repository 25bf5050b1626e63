using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.ImageAnalysis;
using Iced.Intel;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>
/// Walks everything that nucleus entry points can reach and checks each instruction. What is reached must be managed code or assembly of the nucleus and
/// keep the rules itself; all else is a violation, so a helper nobody thought of cannot slip through.
/// </summary>
internal sealed class NucleusProof
{
    private const string HydratedSection = ".hydrated";

    private readonly NucleusPolicy _policy;
    private readonly CallGraph _graph;
    private readonly InstructionInfoFactory _information = new();
    private readonly Dictionary<CodeFunction, CodeFunction?> _reachedFrom = [];
    private readonly Queue<CodeFunction> _pending = [];
    private readonly Dictionary<(CodeFunction Function, ViolationKind Kind, string Detail), Violation> _violations = [];
    private readonly HashSet<string> _usedExceptions = [];

    private NucleusProof(KernelImage image, NucleusPolicy policy)
    {
        _policy = policy;
        _graph = new CallGraph(image, policy.Bitness);
    }

    /// <summary>Checks all that the nucleus's entry points reach.</summary>
    internal static ProofReport Run(KernelImage image, NucleusPolicy policy)
    {
        return Run(image, policy, image.Functions.Where(NucleusPolicy.IsRoot));
    }

    /// <summary>Checks all that one function reaches.</summary>
    /// <exception cref="InvalidDataException">The image has no such function.</exception>
    internal static ProofReport RunFrom(KernelImage image, NucleusPolicy policy, string root)
    {
        CodeFunction function = image.FunctionNamed(root) ?? throw new InvalidDataException($"{image.Path} has no function {root}.");
        return Run(image, policy, [function]);
    }

    private static ProofReport Run(KernelImage image, NucleusPolicy policy, IEnumerable<CodeFunction> roots)
    {
        NucleusProof proof = new(image, policy);
        foreach (CodeFunction root in roots)
        {
            if (NucleusPolicy.FindName(policy.ThreadCode.Keys, root) is not { } threadCode)
            {
                proof.Reach(root, null);
            }
            else
            {
                proof._usedExceptions.Add(threadCode);
            }
        }

        while (proof._pending.TryDequeue(out CodeFunction? function))
        {
            proof.CheckInstructions(function);
            proof.CheckData(function);
            proof.CheckIndirect(function);
            proof.CheckEdges(function);
        }

        return new ProofReport(proof._reachedFrom.Keys.ToArray(), proof._violations.Values.ToArray(), proof._usedExceptions);
    }

    private void Reach(CodeFunction function, CodeFunction? from)
    {
        if (_reachedFrom.TryAdd(function, from))
        {
            _pending.Enqueue(function);
        }
    }

    private void CheckInstructions(CodeFunction function)
    {
        foreach (Instruction instruction in _graph.BodyOf(function).Instructions)
        {
            if (InstructionRules.Check(instruction, _information) is not { } broken)
            {
                continue;
            }

            string? exception = broken.Kind == ViolationKind.UsesVectorRegister ? NucleusPolicy.FindName(_policy.VectorFunctions.Keys, function) : null;
            if (exception is null)
            {
                Add(broken.Kind, function, instruction, broken.Detail);
            }
            else
            {
                _usedExceptions.Add(exception);
            }
        }
    }

    private void CheckData(CodeFunction function)
    {
        foreach (DataUse use in _graph.DataUsedBy(function))
        {
            if (use.Data.Section.Name == HydratedSection)
            {
                string through = use.Through is null ? string.Empty : $" through {use.Through.Name}";
                string detail = $"uses {use.Data.Name}{through}, which the runtime fills in when it starts: a string literal, a type, an object or an initialised static";
                Add(ViolationKind.UsesHydratedData, function, use.Reference.Instruction, detail);
            }
        }
    }

    private void CheckIndirect(CodeFunction function)
    {
        foreach (CodeReference reference in _graph.BodyOf(function).References)
        {
            if (reference.Kind != ReferenceKind.Indirect || _graph.IsConstantPointer(reference))
            {
                continue;
            }

            if (_policy.FindIndirectCall(function) is { } exception)
            {
                _usedExceptions.Add(exception);
            }
            else
            {
                Add(ViolationKind.CallsUnknown, function, reference.Instruction, "calls through a pointer. If all its values are nucleus functions, name its class and say so in NucleusPolicy.IndirectCalls");
            }
        }
    }

    private void CheckEdges(CodeFunction function)
    {
        foreach (CodeEdge edge in _graph.EdgesOf(function))
        {
            if (_policy.FindExit(edge) is { } exit)
            {
                _usedExceptions.Add($"{exit.From} > {exit.To}");
                continue;
            }

            string through = edge.Through is null ? string.Empty : $" through {edge.Through.Name}";
            if (edge.To is not { } target)
            {
                Add(ViolationKind.LeavesNucleus, function, edge.Reference.Instruction, $"leads to 0x{edge.Target:x}{through}, where no function is");
            }
            else if (ForbiddenHelpers.Find(target) is { } forbidden)
            {
                Add(forbidden.Kind, function, edge.Reference.Instruction, $"{forbidden.Detail} [{target.DisplayName}{through}]");
            }
            else if (!target.IsManaged && !NucleusPolicy.IsAssembly(target))
            {
                Add(ViolationKind.LeavesNucleus, function, edge.Reference.Instruction, $"leads to {target.DisplayName}{through}, code of the runtime or the C library");
            }
            else if (NucleusPolicy.FindName(_policy.ThreadCode.Keys, target) is { } threadCode)
            {
                bool isRun = edge.Through is null && edge.Reference.Kind != ReferenceKind.CodeAddress;
                if (isRun)
                {
                    Add(ViolationKind.LeavesNucleus, function, edge.Reference.Instruction, $"runs {threadCode}, which is for threads only");
                }
            }
            else if (target.IsManaged && edge.Target != target.Start)
            {
                Add(ViolationKind.LeavesNucleus, function, edge.Reference.Instruction, $"leads into the middle of {target.DisplayName}{through}");
            }
            else
            {
                Reach(target, function);
            }
        }
    }

    private void Add(ViolationKind kind, CodeFunction function, in Instruction instruction, string detail)
    {
        (CodeFunction Function, ViolationKind Kind, string Detail) key = (function, kind, detail);
        if (_violations.TryGetValue(key, out Violation? earlier))
        {
            _violations[key] = earlier with { Times = earlier.Times + 1 };
            return;
        }

        string text = FunctionBody.Format(_graph.Image, instruction);
        _violations.Add(key, new Violation(kind, ChainTo(function), instruction.IP, text, detail, 1));
    }

    private List<string> ChainTo(CodeFunction function)
    {
        List<string> chain = [];
        for (CodeFunction? step = function; step is not null; step = _reachedFrom[step])
        {
            chain.Insert(0, step.DisplayName);
        }

        return chain;
    }
}
