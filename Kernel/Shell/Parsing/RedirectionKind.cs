namespace CosmosNvme.Shell.Parsing;

/// <summary>What a redirection does with its file.</summary>
internal enum RedirectionKind
{
    /// <summary><c>&lt;</c>: read standard input from it.</summary>
    Read,

    /// <summary><c>&gt;</c>: write to it from its beginning.</summary>
    Write,

    /// <summary><c>&gt;&gt;</c>: write behind its end.</summary>
    Append,
}
