using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// Looks at a FAT volume after a cut with the host's tools: fsck.fat finds nothing but what docs/storage.md allows, files are as their notes say, SQLite
/// finds its databases sound and what was committed in them.
/// </summary>
/// <param name="recording">What was written.</param>
internal sealed class FileJudge(CutRecording recording)
{
    private const int RowsOfATransaction = 3;

    // The name of row N is made by FileWork.WriteDatabase.
    private const string WrongRows = "SELECT count(*) FROM entries WHERE name <> 'entry ' || id || ' ' || replace(hex(zeroblob(id*37%500)), '00', char(97 + id%26))";

    /// <summary>What fsck.fat found that is allowed, and after how many cuts.</summary>
    internal SortedDictionary<string, int> Findings { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the volume after a cut.</summary>
    internal IReadOnlyList<string> Complaints(int moment, byte[] medium)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-cut-");
        try
        {
            string image = Path.Combine(folder.FullName, "volume.img");
            File.WriteAllBytes(image, medium);
            string checks = FsckJudge.Check(image);
            foreach (string finding in FsckJudge.Findings(checks))
            {
                Findings[finding] = Findings.GetValueOrDefault(finding) + 1;
            }

            List<string> complaints = [.. FsckJudge.Complaints(checks, IsRename)];
            string files = folder.CreateSubdirectory("files").FullName;
            (int code, _, string errors) = ToolRunner.Run("mcopy", "-s", "-n", "-Q", "-i", image, "::/", files);
            if (code != 0)
            {
                complaints.Add($"mcopy: {errors}");
            }

            FileNotes notes = new(recording.Notes.Where(note => note.Moment < moment).Select(note => note.Text));
            complaints.AddRange(notes.Paths.Select(path => notes.Judge(path, ReadIfThere(files + path))).OfType<string>());
            complaints.AddRange(Directory.GetFiles(files, "*.db").Select(database => JudgeDatabase(database, notes.Committed.GetValueOrDefault(Path.GetFileName(database)))).OfType<string>());
            complaints.AddRange(notes.Committed.Keys.Where(name => !File.Exists(Path.Combine(files, name))).Select(name => $"{name} is missing"));
            return complaints;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsRename(string one, string other) =>
        one.EndsWith("/temporary", StringComparison.Ordinal) != other.EndsWith("/temporary", StringComparison.Ordinal);

    private static byte[]? ReadIfThere(string file) => File.Exists(file) ? File.ReadAllBytes(file) : null;

    private static string? JudgeDatabase(string file, int committed)
    {
        string name = Path.GetFileName(file);
        (int code, string output, string errors) = ToolRunner.Run("sqlite3", "-batch", file, "PRAGMA integrity_check;");
        if (code != 0 || output != "ok\n")
        {
            return $"{name}: {output}{errors}";
        }

        if (committed == 0)
        {
            return null;
        }

        (_, output, errors) = ToolRunner.Run("sqlite3", "-batch", "-list", file, $"SELECT count(*), max(id), ({WrongRows}) FROM entries;");
        int[] numbers = [.. output.Trim().Split('|').Select(number => int.TryParse(number, CultureInfo.InvariantCulture, out int value) ? value : -1)];
        bool isRight = numbers is [int count, int last, 0] && count == last && count % RowsOfATransaction == 0 && count >= committed && count <= committed + RowsOfATransaction;
        return isRight ? null : string.Create(CultureInfo.InvariantCulture, $"{name}: {committed} rows were committed; rows, last row, wrong rows: {output}{errors}");
    }
}
