using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.ImageAnalysis;
using Iced.Intel;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>
/// Walks the calls of a request's way, from the method that a user calls down to the doorbell, and from the interrupt's work down to the thread that is woken, and
/// reports every call through a pointer (what virtual calls, interface calls and delegates are compiled to) and every call that allocates.
/// </summary>
internal sealed class DataPathProof
{
    private readonly DataPathPolicy _policy;
    private readonly CallGraph _graph;
    private readonly Dictionary<CodeFunction, CodeFunction?> _reachedFrom = [];
    private readonly Queue<CodeFunction> _pending = [];
    private readonly List<Violation> _violations = [];
    private readonly HashSet<string> _usedExceptions = [];

    private DataPathProof(KernelImage image, DataPathPolicy policy)
    {
        _policy = policy;
        _graph = new CallGraph(image, new Dictionary<string, int>());
    }

    /// <summary>Walks from all roots of the policy.</summary>
    /// <exception cref="InvalidDataException">The image lacks one of them.</exception>
    internal static ProofReport Run(KernelImage image, DataPathPolicy policy)
    {
        DataPathProof proof = new(image, policy);
        foreach (string root in policy.Roots)
        {
            proof.Reach(image.FunctionNamed(root) ?? throw new InvalidDataException($"{image.Path} has no function {root}. Was it renamed?"), null);
        }

        while (proof._pending.TryDequeue(out CodeFunction? function))
        {
            proof.CheckIndirections(function);
            proof.FollowCalls(function);
        }

        return new ProofReport(proof._reachedFrom.Keys.ToArray(), proof._violations, proof._usedExceptions);
    }

    private void Reach(CodeFunction function, CodeFunction? from)
    {
        if (_reachedFrom.TryAdd(function, from))
        {
            _pending.Enqueue(function);
        }
    }

    private void CheckIndirections(CodeFunction function)
    {
        CodeReference[] found = [.. _graph.BodyOf(function).References.Where(reference => reference.Kind == ReferenceKind.Indirect && !_graph.IsConstantPointer(reference))];
        if (found.Length == 0)
        {
            return;
        }

        string? exception = _policy.FindIndirection(function);
        if (exception is not null)
        {
            _usedExceptions.Add(exception);
            if (_policy.Indirections[exception].Count == found.Length)
            {
                return;
            }
        }

        foreach (CodeReference reference in found)
        {
            Add(ViolationKind.CallsUnknown, function, reference.Instruction, "calls through a pointer: a virtual call, an interface call or a delegate");
        }
    }

    private void FollowCalls(CodeFunction function)
    {
        foreach (CodeReference reference in _graph.BodyOf(function).References)
        {
            // Code whose address is only taken is run by somebody else, through a pointer, where it is reported.
            if (reference.Kind is not (ReferenceKind.Call or ReferenceKind.Jump or ReferenceKind.FallThrough) || _graph.Image.FunctionAt(reference.Target) is not { } target)
            {
                continue;
            }

            if (_policy.FindEnd(target) is { } end)
            {
                _usedExceptions.Add(end);
            }
            else if (DataPathRules.IsFailure(target))
            {
                // Nothing comes back from there.
            }
            else if (DataPathRules.Find(target) is { } broken)
            {
                if (broken.Kind == ViolationKind.Allocates && IsThrown(function, reference.Instruction))
                {
                    continue;
                }

                Add(broken.Kind, function, reference.Instruction, broken.Detail);
            }
            else if (target.IsManaged)
            {
                Reach(target, function);
            }
        }
    }

    /// <summary>True if what is allocated is an exception: control goes straight on to a throw.</summary>
    private bool IsThrown(CodeFunction function, in Instruction allocation)
    {
        ulong address = allocation.IP;
        foreach (Instruction next in _graph.BodyOf(function).Instructions.Where(instruction => instruction.IP > address))
        {
            switch (next.FlowControl)
            {
                case FlowControl.Next:
                    break;
                case FlowControl.Call when _graph.Image.FunctionAt(next.NearBranchTarget) is { } target:
                    if (DataPathRules.IsFailure(target))
                    {
                        return true;
                    }

                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private void Add(ViolationKind kind, CodeFunction function, in Instruction instruction, string detail)
    {
        List<string> chain = [];
        for (CodeFunction? step = function; step is not null; step = _reachedFrom[step])
        {
            chain.Insert(0, step.Names[0]);
        }

        _violations.Add(new Violation(kind, chain, instruction.IP, FunctionBody.Format(_graph.Image, instruction), detail, 1));
    }
}
