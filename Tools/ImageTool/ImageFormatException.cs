using System;

namespace CosmosNvme.ImageTool;

/// <summary>A file is not what the tool needs; the message says what is wrong and where.</summary>
internal sealed class ImageFormatException(string message) : Exception(message)
{
}
