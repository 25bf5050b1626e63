using System.Globalization;
using System.IO;

namespace CosmosNvme.Lab;

/// <summary>The disk a machine gets when nobody names one: GPT with one FAT32 partition that holds a small tree.</summary>
public static class DemonstrationDisk
{
    private const long Size = 64L * 1024 * 1024;
    private const int SectorSize = 512;
    private const int FirstSector = 2048;

    /// <summary>Where the disk lies. What a kernel writes to it stays.</summary>
    public static string Location => Path.Combine(RepositoryPaths.Artifacts, "disks", "demonstration.img");

    /// <summary>Makes the disk if it does not exist.</summary>
    /// <param name="path">Where.</param>
    /// <returns>Whether it was made just now.</returns>
    /// <exception cref="LabException">A tool is missing or failed.</exception>
    public static bool Ensure(string path)
    {
        if (File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        DirectoryInfo work = Directory.CreateTempSubdirectory("cosmos-disk-");
        try
        {
            string disk = Path.Combine(work.FullName, "disk.img");
            using (FileStream stream = File.Create(disk))
            {
                stream.SetLength(Size);
            }

            long lastSector = (Size / SectorSize) - 34;
            string sectors = string.Create(CultureInfo.InvariantCulture, $"1:{FirstSector}:{lastSector}");
            ToolRunner.RunOrThrow("sgdisk", "--clear", $"--new={sectors}", "--typecode=1:0700", "--change-name=1:demonstration", disk);

            // One sector per cluster, so that so small a partition has enough clusters to be FAT32.
            long blocks = (lastSector - FirstSector + 1) * SectorSize / 1024;
            string offset = FirstSector.ToString(CultureInfo.InvariantCulture);
            ToolRunner.RunOrThrow("mkfs.fat", "-F", "32", "-s", "1", "-n", "COSMOS", $"--offset={offset}", disk, blocks.ToString(CultureInfo.InvariantCulture));
            string tree = WriteTree(work.FullName);
            string target = string.Create(CultureInfo.InvariantCulture, $"{disk}@@{FirstSector * SectorSize}");
            foreach (string entry in Directory.EnumerateFileSystemEntries(tree))
            {
                ToolRunner.RunOrThrow("mcopy", "-s", "-i", target, entry, "::/");
            }

            // The temporary folder may be on another file system: copy beside the target first, so that no half disk is ever seen.
            string beside = path + "." + work.Name;
            File.Copy(disk, beside);
            File.Move(beside, path, overwrite: true);
            return true;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static string WriteTree(string work)
    {
        string tree = Path.Combine(work, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "documents", "letters"));
        Directory.CreateDirectory(Path.Combine(tree, "numbers"));
        File.WriteAllText(Path.Combine(tree, "hello.txt"), "Hello from an NVMe disk.\n");
        File.WriteAllText(Path.Combine(tree, "documents", "About this disk.txt"), "CosmosNvme made this disk on its first run. Delete artifacts/disks to get a new one.\n");
        File.WriteAllText(Path.Combine(tree, "documents", "letters", "to whom it may concern.txt"), "Files with long names are welcome here.\n");
        using (StreamWriter primes = File.CreateText(Path.Combine(tree, "numbers", "primes.txt")))
        {
            for (int n = 2; n < 10000; n++)
            {
                if (IsPrime(n))
                {
                    primes.Write(string.Create(CultureInfo.InvariantCulture, $"{n}\n"));
                }
            }
        }

        byte[] bytes = new byte[256 * 1024];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i + (i >> 8));
        }

        File.WriteAllBytes(Path.Combine(tree, "numbers", "bytes.bin"), bytes);
        return tree;
    }

    private static bool IsPrime(int n)
    {
        for (int divisor = 2; divisor * divisor <= n; divisor++)
        {
            if (n % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
