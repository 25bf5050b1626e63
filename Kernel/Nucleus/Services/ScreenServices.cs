namespace CosmosNvme.Nucleus;

/// <summary>The screen for the managed thread that draws it. Nothing here allocates; waiting is system call <see cref="WaitCall"/>.</summary>
public static unsafe class ScreenServices
{
    /// <summary>Number of the private system call that waits until there may be something to draw. One thread, for ever.</summary>
    public const int WaitCall = SystemCallNumber.WaitScreen;

    /// <summary>True if there is a screen and it is in use.</summary>
    public static bool IsPresent => Screen.Present;

    /// <summary>Characters in a row of the screen.</summary>
    public static int Columns => Screen.Columns;

    /// <summary>Rows of the screen.</summary>
    public static int Rows => Screen.Rows;

    /// <summary>Draws the next row that changed. By the one thread that waits.</summary>
    /// <param name="position">Where the last call stopped; 0 at first.</param>
    /// <returns>False if there is none left.</returns>
    public static bool DrawNext(ref int position)
    {
        int next = position;
        bool isDrawn = Screen.DrawNext(&next);
        position = next;
        return isDrawn;
    }
}
