namespace CosmosNvme.Architecture.Tests;

/// <summary>Source that breaks the rules of style that are errors.</summary>
internal static class StyleSource
{
    internal const string Text =
        """
        using System.Text;
        namespace CosmosNvme
        {
            public class Undocumented
            {
                private readonly int counter = 1;

                /// <summary>Counts.</summary>
                public int Count()
                {
                    var value = counter;
                    if (value > 1)
                        throw new System.Exception("too many");
                    return value;
                }
            }

            class NotSealed
            {
            }
        }
        """;
}
