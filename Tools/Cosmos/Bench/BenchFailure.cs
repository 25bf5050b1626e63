using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>Something that was to be measured and was not.</summary>
/// <param name="What">The measurement, and on which machine.</param>
/// <param name="Reason">What went wrong; may have many lines, such as what a console said.</param>
internal sealed record BenchFailure(string What, string Reason)
{
    private const int LastLines = 12;

    /// <summary>What it is and why, in a few lines: the first one says what went wrong, the last ones what was said last.</summary>
    internal string Summary
    {
        get
        {
            string[] lines = [.. Reason.Split('\n').Select(line => string.Concat(line.Where(letter => !char.IsControl(letter)))).Where(line => line.Length > 0)];
            return string.Join('\n', lines.Length <= LastLines + 1 ? [$"{What}: {lines.FirstOrDefault()}", .. lines.Skip(1)] : [$"{What}: {lines[0]}", "...", .. lines[^LastLines..]]);
        }
    }
}
