namespace CosmosNvme.Shell.Commands;

/// <summary>What ls was asked for.</summary>
/// <param name="All">Names that begin with a dot too.</param>
/// <param name="Long">More than the names.</param>
/// <param name="Recursive">Directories in directories too.</param>
/// <param name="DirectoriesThemselves">Directories, not what is in them.</param>
internal readonly record struct LsOptions(bool All, bool Long, bool Recursive, bool DirectoriesThemselves);
