namespace CosmosNvme.Shell.Terminal;

/// <summary>What a key press asks the line editor for.</summary>
internal enum Key
{
    /// <summary>Insert the character.</summary>
    Character,

    /// <summary>Finish the line (Enter).</summary>
    Enter,

    /// <summary>Complete the word (Tab).</summary>
    Complete,

    /// <summary>Delete before the cursor (Backspace, Ctrl-H).</summary>
    Backspace,

    /// <summary>Delete under the cursor (Delete).</summary>
    Delete,

    /// <summary>Delete under the cursor; end of input on an empty line (Ctrl-D).</summary>
    DeleteOrEnd,

    /// <summary>One character left (Left, Ctrl-B).</summary>
    Left,

    /// <summary>One character right (Right, Ctrl-F).</summary>
    Right,

    /// <summary>To the previous word's beginning (Ctrl-Left, Alt-B).</summary>
    WordLeft,

    /// <summary>Behind the next word's end (Ctrl-Right, Alt-F).</summary>
    WordRight,

    /// <summary>To the beginning of the line (Home, Ctrl-A).</summary>
    Home,

    /// <summary>To the end of the line (End, Ctrl-E).</summary>
    End,

    /// <summary>Older line (Up, Ctrl-P).</summary>
    Previous,

    /// <summary>Newer line (Down, Ctrl-N).</summary>
    Next,

    /// <summary>Delete to the end of the line (Ctrl-K).</summary>
    KillToEnd,

    /// <summary>Delete to the beginning of the line (Ctrl-U).</summary>
    KillToStart,

    /// <summary>Delete the word before the cursor (Ctrl-W).</summary>
    KillWord,

    /// <summary>Clear the screen (Ctrl-L).</summary>
    ClearScreen,

    /// <summary>Give the line up (Ctrl-C).</summary>
    Interrupt,
}
