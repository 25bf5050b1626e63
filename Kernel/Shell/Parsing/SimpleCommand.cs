using System.Collections.Generic;

namespace CosmosNvme.Shell.Parsing;

/// <summary>One command: its words, name first (none if there are only redirections), and its redirections in order.</summary>
internal sealed record SimpleCommand(IReadOnlyList<Word> Words, IReadOnlyList<Redirection> Redirections);
