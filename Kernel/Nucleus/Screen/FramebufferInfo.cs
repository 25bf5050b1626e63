namespace CosmosNvme.Nucleus;

/// <summary>The screen that the boot loader set up (multiboot2 specification §3.6.12), as it says; nothing is checked yet.</summary>
internal struct FramebufferInfo
{
    /// <summary>No screen.</summary>
    internal const byte None = 0xff;

    /// <summary>Pixels of red, green and blue.</summary>
    internal const byte Rgb = 1;

    /// <summary>VGA text: a character and an attribute for each cell.</summary>
    internal const byte Text = 2;

    /// <summary>Physical address of the first byte.</summary>
    internal ulong Address;

    /// <summary>Bytes from one line to the next.</summary>
    internal uint Pitch;

    /// <summary>Pixels in a line, characters for <see cref="Text"/>.</summary>
    internal uint Width;

    /// <summary>Lines.</summary>
    internal uint Height;

    internal byte BitsPerPixel;

    /// <summary><see cref="None"/>, <see cref="Rgb"/> or <see cref="Text"/>; others are not understood.</summary>
    internal byte Kind;

    /// <summary>Lowest bit of red in a pixel.</summary>
    internal byte RedPosition;

    /// <summary>Number of its bits.</summary>
    internal byte RedSize;

    internal byte GreenPosition;
    internal byte GreenSize;
    internal byte BluePosition;
    internal byte BlueSize;
}
