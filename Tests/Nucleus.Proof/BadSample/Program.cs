namespace BadSample;

/// <summary>The program itself does nothing: its exported methods are what matters.</summary>
internal static class Program
{
    private static void Main()
    {
    }
}
