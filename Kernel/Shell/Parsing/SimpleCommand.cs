using System.Collections.Generic;

namespace CosmosNvme.Shell.Parsing;

/// <summary>One command: its words, name first (none if there are only redirections), and its redirections in order.</summary>
/// <param name="Words">The words, name first.</param>
/// <param name="Redirections">The redirections.</param>
/// <param name="IsPiped">Whether a | stands behind it: its output is the input of the next one.</param>
internal sealed record SimpleCommand(IReadOnlyList<Word> Words, IReadOnlyList<Redirection> Redirections, bool IsPiped);
