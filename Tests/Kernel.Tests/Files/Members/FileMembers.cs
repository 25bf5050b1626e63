using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using static CosmosNvme.KernelTests.Files.Uses;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of <see cref="File"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class FileMembers
{
    private const string Denied = nameof(UnauthorizedAccessException);
    private const string Missing = nameof(FileNotFoundException);
    private const string NoDirectory = nameof(DirectoryNotFoundException);
    private const string Failed = nameof(IOException);

    private static readonly string[] s_lines = ["one", "two"];

    internal static readonly MemberUse[] All =
    [
        new(nameof(File.AppendAllBytes), p => Content(p, () => File.AppendAllBytes(p + "/f", Bytes("+"))), "hello+"),
        new(nameof(File.AppendAllBytes), p => After(() => File.AppendAllBytes(p + "/d", Bytes("+")), () => null), Denied),
        new(nameof(File.AppendAllBytesAsync), p => Content(p, File.AppendAllBytesAsync(p + "/f", Bytes("+"))), "hello+"),
        new(nameof(File.AppendAllLines), p => Content(p, () => File.AppendAllLines(p + "/f", s_lines, Encoding.ASCII)), "helloone|two|"),
        new(nameof(File.AppendAllLinesAsync), p => Content(p, File.AppendAllLinesAsync(p + "/f", s_lines)), "helloone|two|"),
        new(nameof(File.AppendAllText), p => Content(p, () => File.AppendAllText(p + "/f", "ä")), "helloä"),
        new(nameof(File.AppendAllText), p => Content(p, () => File.AppendAllText(p + "/none/f", "x")), NoDirectory),
        new(nameof(File.AppendAllTextAsync), p => Content(p, File.AppendAllTextAsync(p + "/f", "ä", Encoding.UTF8)), "helloä"),
        new(nameof(File.AppendText), p => Content(p, () => WriteWith(File.AppendText(p + "/f"))), "helloX"),
        new(nameof(File.Copy), p => After(() => File.Copy(p + "/f", p + "/c"), () => File.ReadAllText(p + "/c")), "hello"),
        new(nameof(File.Copy), p => After(() => File.Copy(p + "/f", p + "/d/g"), () => null), Failed),
        new(nameof(File.Copy), p => After(() => File.Copy(p + "/f", p + "/d/g", overwrite: true), () => File.ReadAllText(p + "/d/g")), "hello"),
        new(nameof(File.Copy), p => After(() => File.Copy(p + "/none", p + "/c"), () => null), Missing),
        new(nameof(File.Copy), p => After(() => File.Copy(p + "/d", p + "/c"), () => null), Denied),
        new(nameof(File.Copy), p => After(() => File.Copy(p + "/f", p + "/d"), () => null), Failed),
        new(nameof(File.Create), p => Content(p, () => File.Create(p + "/f", 100, FileOptions.WriteThrough).Dispose()), string.Empty),
        new(nameof(File.Create), p => Names(p, () => File.Create(p + "/new").Dispose()), "d f g new"),
        new(nameof(File.Create), p => Names(p, () => File.Create(p + "/f/below").Dispose()), NoDirectory),
        new(nameof(File.Create), p => Names(p, () => File.Create(p + "/new", 100, FileOptions.DeleteOnClose).Dispose()), "d f g"),
        new(nameof(File.CreateSymbolicLink), p => After(() => File.CreateSymbolicLink(p + "/l", "f"), () => File.ReadAllText(p + "/l")), "hello") { OnFat = Denied },
        new(nameof(File.CreateSymbolicLink), p => After(() => File.CreateSymbolicLink(p + "/f", "d"), () => null), Failed),
        new(nameof(File.CreateText), p => Content(p, () => WriteWith(File.CreateText(p + "/f"))), "X"),
#pragma warning disable CA1416 // That these are for Windows alone is what is tested.
        new(nameof(File.Decrypt), p => After(() => File.Decrypt(p + "/f"), () => null), nameof(PlatformNotSupportedException)),
        new(nameof(File.Encrypt), p => After(() => File.Encrypt(p + "/f"), () => null), nameof(PlatformNotSupportedException)),
#pragma warning restore CA1416
        new(nameof(File.Delete), p => Names(p, () => File.Delete(p + "/f")), "d g"),
        new(nameof(File.Delete), p => Names(p, () => File.Delete(p + "/none")), "d f g"),
        new(nameof(File.Delete), p => Names(p, () => File.Delete(p + "/none/f")), NoDirectory),
        new(nameof(File.Delete), p => Names(p, () => File.Delete(p + "/d")), Denied),
        new(nameof(File.Exists), p => $"{File.Exists(p + "/f")} {File.Exists(p + "/d")} {File.Exists(p + "/none")} {File.Exists(p + "/f/")} {File.Exists(null)}", "True False False False False"),
        new(nameof(File.GetAttributes), p => $"{File.GetAttributes(p + "/f")}, {File.GetAttributes(p + "/d")}", "Normal, Directory"),
        new(nameof(File.GetAttributes), p => File.GetAttributes(p + "/none"), Missing),
        new(nameof(File.GetAttributes), p => Handle(p, h => File.GetAttributes(h)), "Normal"),
        new(nameof(File.GetCreationTime), p => IsNow(File.GetCreationTime(p + "/f")), "True"),
        new(nameof(File.GetCreationTimeUtc), p => IsNow(File.GetCreationTimeUtc(p + "/f")), "True"),
        new(nameof(File.GetCreationTimeUtc), p => Handle(p, h => IsNow(File.GetCreationTimeUtc(h))), "True"),
        new(nameof(File.GetLastAccessTime), p => IsToday(File.GetLastAccessTime(p + "/f")), "True"),
        new(nameof(File.GetLastAccessTimeUtc), p => IsToday(File.GetLastAccessTimeUtc(p + "/f")), "True"),
        new(nameof(File.GetLastWriteTime), p => IsNow(File.GetLastWriteTime(p + "/f")), "True"),
        new(nameof(File.GetLastWriteTimeUtc), p => Day(File.GetLastWriteTimeUtc(p + "/none")), "1601-01-01 00:00:00"),
        new(nameof(File.GetUnixFileMode), p => File.GetUnixFileMode(p + "/f") & UnixFileMode.UserWrite, "UserWrite"),
        new(nameof(File.GetUnixFileMode), p => File.GetUnixFileMode(p + "/none"), Missing),
        new(nameof(File.Move), p => After(() => File.Move(p + "/f", p + "/d/m"), () => File.ReadAllText(p + "/d/m")), "hello"),
        new(nameof(File.Move), p => Names(p, () => File.Move(p + "/f", p + "/d/g", overwrite: true)), "d g"),
        new(nameof(File.Move), p => Names(p, () => File.Move(p + "/f", p + "/d/g")), Failed),
        new(nameof(File.Move), p => Names(p, () => File.Move(p + "/f", p + "/d", overwrite: true)), Failed),

        new(nameof(File.Move), p => Names(p, () => File.Move(p + "/f", p + "/F")), "F d g"),
        new(nameof(File.Move), p => Names(p, () => File.Move(p + "/none", p + "/m")), Missing),
        new(nameof(File.Move), p => Names(p, () => File.Move(p + "/f", p + "/none/m")), NoDirectory),
        new(nameof(File.Open), p => After(() => File.Open(p + "/f", FileMode.Truncate).Dispose(), () => Content(p)), string.Empty),
        new(nameof(File.Open), p => After(() => File.Open(p + "/f", FileMode.CreateNew).Dispose(), () => null), Failed),
        new(nameof(File.Open), p => After(() => File.Open(p + "/f", new FileStreamOptions { Mode = FileMode.OpenOrCreate }).Dispose(), () => Content(p)), "hello"),
        new(nameof(File.Open), p => OpenTwice(p, FileShare.None), Failed),
        new(nameof(File.Open), p => OpenTwice(p, FileShare.ReadWrite), "both"),
        new(nameof(File.OpenHandle), p => Handle(p, h => $"{h.IsInvalid} {h.IsAsync}"), "False False"),
        new(nameof(File.OpenHandle), p => OpenPreallocated(p), "0 0"),
        new(nameof(File.OpenHandle), p => File.OpenHandle(p + "/none"), Missing),
        new(nameof(File.OpenRead), p => ReadWith(new StreamReader(File.OpenRead(p + "/f"))), "hello"),
        new(nameof(File.OpenText), p => ReadWith(File.OpenText(p + "/f")), "hello"),
        new(nameof(File.OpenWrite), p => Content(p, () => WriteWith(new StreamWriter(File.OpenWrite(p + "/f")))), "Xello"),
        new(nameof(File.ReadAllBytes), p => Text(File.ReadAllBytes(p + "/f")), "hello"),
        new(nameof(File.ReadAllBytesAsync), p => Text(Wait(File.ReadAllBytesAsync(p + "/f"))), "hello"),
        new(nameof(File.ReadAllLines), p => string.Join('|', File.ReadAllLines(p + "/f")), "hello"),
        new(nameof(File.ReadAllLinesAsync), p => Wait(File.ReadAllLinesAsync(p + "/f", Encoding.Latin1)).Length, "1"),
        new(nameof(File.ReadAllText), p => File.ReadAllText(p + "/d/g", Encoding.UTF8), "inner"),
        new(nameof(File.ReadAllText), p => File.ReadAllText(p + "/d"), Denied),
        new(nameof(File.ReadAllText), p => File.ReadAllText(string.Empty), nameof(ArgumentException)),
        new(nameof(File.ReadAllText), p => File.ReadAllText(p + "/\0"), nameof(ArgumentException)),
        new(nameof(File.ReadAllText), p => File.ReadAllText(p + "/" + new string('n', 256)), nameof(PathTooLongException)),
        new(nameof(File.ReadAllTextAsync), p => Wait(File.ReadAllTextAsync(p + "/f")), "hello"),
        new(nameof(File.ReadLines), p => File.ReadLines(p + "/f").Single(), "hello"),
        new(nameof(File.ReadLinesAsync), p => Wait(CountLinesAsync(p + "/f")), "1"),
        new(nameof(File.Replace), p => After(() => File.Replace(p + "/f", p + "/d/g", p + "/b"), () => $"{File.ReadAllText(p + "/d/g")} {File.ReadAllText(p + "/b")} {File.Exists(p + "/f")}"), "hello inner False"),
        new(nameof(File.Replace), p => After(() => File.Replace(p + "/f", p + "/d/g", null, ignoreMetadataErrors: true), () => File.ReadAllText(p + "/d/g")), "hello"),
        new(nameof(File.Replace), p => After(() => File.Replace(p + "/none", p + "/d/g", null), () => null), Missing),
        new(nameof(File.ResolveLinkTarget), p => File.ResolveLinkTarget(p + "/f", returnFinalTarget: false), string.Empty),
        new(nameof(File.ResolveLinkTarget), p => After(() => File.CreateSymbolicLink(p + "/l", "f"), () => File.ResolveLinkTarget(p + "/l", returnFinalTarget: true)!.Name), "f") { OnFat = Denied },
        new(nameof(File.ResolveLinkTarget), p => File.ResolveLinkTarget(p + "/none", returnFinalTarget: true), Missing),
        new(nameof(File.SetAttributes), p => After(() => File.SetAttributes(p + "/f", FileAttributes.ReadOnly), () => $"{File.GetAttributes(p + "/f") & FileAttributes.ReadOnly}"), "ReadOnly"),
        new(nameof(File.SetAttributes), p => Handle(p, h => After(() => File.SetAttributes(h, FileAttributes.ReadOnly), () => File.GetAttributes(h) & FileAttributes.ReadOnly)), "ReadOnly"),
        new(nameof(File.SetAttributes), p => After(() => File.SetAttributes(p + "/none", FileAttributes.Normal), () => null), Missing),
        new(nameof(File.SetCreationTime), p => After(() => File.SetCreationTime(p + "/f", Time.ToLocalTime()), () => Day(File.GetCreationTime(p + "/f"))), "2011-12-13 00:00:00"),
        new(nameof(File.SetCreationTimeUtc), p => After(() => File.SetCreationTimeUtc(p + "/f", Time), () => Day(File.GetCreationTimeUtc(p + "/f"))), "2011-12-13 00:00:00"),
        new(nameof(File.SetLastAccessTime), p => After(() => File.SetLastAccessTime(p + "/f", Time.ToLocalTime()), () => Day(File.GetLastAccessTime(p + "/f"))), "2011-12-13 00:00:00"),
        new(nameof(File.SetLastAccessTimeUtc), p => After(() => File.SetLastAccessTimeUtc(p + "/f", Time), () => Day(File.GetLastAccessTimeUtc(p + "/f"))), "2011-12-13 00:00:00"),
        new(nameof(File.SetLastAccessTimeUtc), p => Handle(p, h => After(() => File.SetLastAccessTimeUtc(h, Time), () => Day(File.GetLastAccessTimeUtc(h)))), "2011-12-13 00:00:00"),
        new(nameof(File.SetLastWriteTime), p => After(() => File.SetLastWriteTime(p + "/f", Time.ToLocalTime()), () => Day(File.GetLastWriteTime(p + "/f"))), "2011-12-13 00:00:00"),
        new(nameof(File.SetLastWriteTimeUtc), p => Handle(p, h => After(() => File.SetLastWriteTimeUtc(h, Time), () => Day(File.GetLastWriteTimeUtc(h)))), "2011-12-13 00:00:00"),
        new(nameof(File.SetLastWriteTimeUtc), p => After(() => File.SetLastWriteTimeUtc(p + "/none", Time), () => null), Missing),
        new(nameof(File.SetUnixFileMode), p => After(() => File.SetUnixFileMode(p + "/f", UnixFileMode.UserRead), () => File.GetUnixFileMode(p + "/f")), "UserRead") { OnFat = "OtherExecute, OtherRead, GroupExecute, GroupRead, UserExecute, UserRead" },
        new(nameof(File.SetUnixFileMode), p => Handle(p, h => After(() => File.SetUnixFileMode(h, UnixFileMode.UserRead), () => File.GetUnixFileMode(h) & UnixFileMode.UserWrite)), "None"),
        new(nameof(File.WriteAllBytes), p => Content(p, () => File.WriteAllBytes(p + "/f", Bytes("new"))), "new"),
        new(nameof(File.WriteAllBytesAsync), p => Content(p, File.WriteAllBytesAsync(p + "/f", Bytes("new"))), "new"),
        new(nameof(File.WriteAllLines), p => Content(p, () => File.WriteAllLines(p + "/f", s_lines)), "one|two|"),
        new(nameof(File.WriteAllLinesAsync), p => Content(p, File.WriteAllLinesAsync(p + "/f", s_lines)), "one|two|"),
        new(nameof(File.WriteAllText), p => Content(p, () => File.WriteAllText(p + "/f", "new")), "new"),
        new(nameof(File.WriteAllText), p => Content(p, () => File.WriteAllText(p + "/d", "new")), Denied),
        new(nameof(File.WriteAllText), p => Content(p, () => File.WriteAllText(p + "/f/below", "new")), NoDirectory),
        new(nameof(File.WriteAllTextAsync), p => Content(p, File.WriteAllTextAsync(p + "/f", "new")), "new"),
    ];

    private static void WriteWith(StreamWriter writer)
    {
        using (writer)
        {
            writer.Write('X');
        }
    }

    private static string ReadWith(StreamReader reader)
    {
        using (reader)
        {
            return reader.ReadToEnd();
        }
    }

    private static string OpenTwice(string folder, FileShare share)
    {
        using FileStream first = File.Open(folder + "/f", FileMode.Open, FileAccess.ReadWrite, share);
        using FileStream second = File.Open(folder + "/f", FileMode.Open, FileAccess.ReadWrite, share);
        return "both";
    }

    private static string OpenPreallocated(string folder)
    {
        using SafeFileHandle handle = File.OpenHandle(folder + "/new", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.RandomAccess, preallocationSize: 5000);
        byte[] read = new byte[6000];
        return $"{RandomAccess.GetLength(handle)} {RandomAccess.Read(handle, read, 0) - RandomAccess.GetLength(handle)}";
    }

    private static async Task<int> CountLinesAsync(string path)
    {
        int count = 0;
        await foreach (string line in File.ReadLinesAsync(path).ConfigureAwait(false))
        {
            count += line == "hello" ? 1 : 0;
        }

        return count;
    }
}
