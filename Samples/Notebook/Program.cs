using System;
using System.Linq;
using CosmosNvme;
using CosmosNvme.Samples;

Kernel.Start<Notebook>();

// Notes each of its boots in an SQLite database on the first volume that can be written.
internal sealed class Notebook : Kernel
{
    protected override void Run()
    {
        Stop();
        if (!Storage.Devices.All.Any(device => Storage.Files.Mount("/dev/" + device.Name, "/disk", writable: true, out _).IsSuccess))
        {
            Console.WriteLine("There is no FAT volume that can be written ('storage=rw' on the kernel command line allows it).");
            return;
        }

        using Database database = new("/disk/notebook.db", TimeSpan.FromSeconds(5));
        database.QueryText("PRAGMA journal_mode=wal");
        database.Execute("CREATE TABLE IF NOT EXISTS boots(cpus INTEGER NOT NULL, time TEXT NOT NULL)");
        database.Execute("INSERT INTO boots VALUES(?1, ?2)", (Machine.CpuCount, $"{DateTime.UtcNow:u}"));
        Console.WriteLine($"boot {database.QueryNumber("SELECT count(*) FROM boots")}, the first with {database.QueryNumber("SELECT cpus FROM boots ORDER BY rowid")} CPUs");
    }
}
