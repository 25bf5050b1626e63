namespace System.Runtime;

/// <summary>Gives a static method a plain symbol name and the System V calling convention. The compiler matches it by name.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeExportAttribute(string entry) : Attribute
{
    /// <summary>Symbol name in the linked image.</summary>
    public string Entry { get; } = entry;
}

/// <summary>Binds an extern method to a symbol of the linked image by a plain call. The compiler matches it by name.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeImportAttribute(string library, string entry) : Attribute
{
    /// <summary>Always "*": the image itself.</summary>
    public string Library { get; } = library;

    /// <summary>Symbol name in the linked image.</summary>
    public string Entry { get; } = entry;
}
