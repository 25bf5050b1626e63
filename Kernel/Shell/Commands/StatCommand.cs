using System;
using System.Globalization;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows all that is known about files.</summary>
internal sealed class StatCommand : FileCommand
{
    private const ulong SectorBytes = 512;
    private const int BlockBytes = 4096;

    /// <inheritdoc/>
    internal override string Name => "stat";

    /// <inheritdoc/>
    internal override string Summary => "Show what is known about files";

    /// <inheritdoc/>
    internal override string Arguments => "[-L] FILE...";

    /// <inheritdoc/>
    internal override string Details => "  -L  follow symbolic links";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool follow = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            follow = option is "-L" or "--dereference" ? true : throw OptionReader.Unknown(option);
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("say which file");
        }

        return ForEach(context, options.Operands, path =>
        {
            Check(context.Storage.Files.Open(path, follow ? FileAccessModes.None : FileAccessModes.NoFollow, 0, out OpenFile? file), $"cannot stat '{path}'");
            using (file)
            {
                Check(file!.GetInformation(out FileInformation information), $"cannot stat '{path}'");
                string link = file.Kind == FileKind.SymbolicLink && file.ReadLink(out string target).IsSuccess ? $" -> {target}" : string.Empty;
                Print(context, path + link, file.Mount.Number, information);
            }
        });
    }

    private static void Print(CommandContext context, string name, int device, FileInformation information)
    {
        string kind = information.Kind switch
        {
            FileKind.Directory => "directory",
            FileKind.BlockDevice => "block special file",
            FileKind.CharacterDevice => "character special file",
            FileKind.SymbolicLink => "symbolic link",
            _ => information.Length == 0 ? "regular empty file" : "regular file",
        };
        ulong sectors = (information.AllocatedBytes + SectorBytes - 1) / SectorBytes;
        string octal = Convert.ToString(information.Permissions, 8).PadLeft(4, '0');
        context.Output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"  File: {name}\n  Size: {information.Length,-15}\tBlocks: {sectors,-10} IO Block: {BlockBytes,-6} {kind}\nDevice: 0,{device}\tInode: {information.Inode,-11} Links: {information.Links}\n"));
        context.Output.Write($"Access: ({octal}/{LsPrinter.Mode(information)})  Uid: (    0/    root)   Gid: (    0/    root)\n");
        context.Output.Write($"Access: {Time(information.Accessed)}\nModify: {Time(information.Modified)}\nChange: {Time(information.Modified)}\n Birth: {Time(information.Created)}\n");
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss.fffffff'00' '+0000'", CultureInfo.InvariantCulture);
}
