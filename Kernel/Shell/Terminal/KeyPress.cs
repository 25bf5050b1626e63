using System.Text;

namespace CosmosNvme.Shell.Terminal;

/// <summary>A decoded key press; the character counts for <see cref="Key.Character"/> only.</summary>
internal readonly record struct KeyPress(Key Key, Rune Character = default);
