using System;
using System.CommandLine;
using System.IO;

namespace CosmosNvme.ImageTool;

/// <summary>The command line of the image tool: what the build does to a kernel image after linking it.</summary>
internal static class Program
{
    internal static int Main(string[] arguments)
    {
        Option<FileInfo> image = Required("--image", "The linked image.");
        Option<FileInfo> symbols = Required("--symbols", "The file with the image's symbols (.dbg).");
        Option<FileInfo> output = Required("--output", "The file to write; may be the image itself.");

        Command finalize = new("finalize", "Adds the table of function names that stack traces use.") { image, symbols, output };
        finalize.SetAction(result => Run(result, output, () => ImageFinalizer.AddFunctionTable(
            Read(result, image), Name(result, image), Read(result, symbols), Name(result, symbols))));

        Command grubCopy = new("grub-copy", "Copies an image without its section headers, which GRUB cannot read.") { image, output };
        grubCopy.SetAction(result => Run(result, output, () => GrubCopy.WithoutSectionHeaders(Read(result, image), Name(result, image))));

        Option<FileInfo> psf = Required("--psf", "A PC screen font of 8 by 16 pixels with a table of characters; may be packed by gzip.");
        Command font = new("font", "Makes the font of the kernel's screen.") { psf, output };
        font.SetAction(result => Run(result, output, () => ScreenFont.FromPsf(Read(result, psf), Name(result, psf))));

        RootCommand root = new("Prepares linked CosmosNvme kernel images for booting.") { finalize, grubCopy, font };
        return root.Parse(arguments).Invoke();
    }

    private static Option<FileInfo> Required(string name, string description) => new(name) { Description = description, Required = true };

    private static byte[] Read(ParseResult result, Option<FileInfo> option) => File.ReadAllBytes(Name(result, option));

    private static string Name(ParseResult result, Option<FileInfo> option) => result.GetRequiredValue(option).FullName;

    private static int Run(ParseResult result, Option<FileInfo> output, Func<byte[]> action)
    {
        try
        {
            Write(Name(result, output), action());
            return 0;
        }
        catch (Exception exception) when (exception is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"ImageTool: {exception.Message}");
            return 1;
        }
    }

    /// <summary>Replaces the file in one step, executable like the image it came from: an interrupted build leaves no half file.</summary>
    private static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, (UnixFileMode)0b111_101_101);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
