using System.Runtime.InteropServices;

namespace CosmosNvme.Samples;

/// <summary>The functions of SQLite's C interface that <see cref="Database"/> calls (sqlite.org/c3ref). Each may block, so each is a full transition.</summary>
internal static class NativeSqlite
{
    private const string Library = "sqlite3";

    [DllImport(Library, EntryPoint = "sqlite3_open_v2", ExactSpelling = true)]
    internal static extern int Open(byte[] path, out nint database, int flags, nint fileSystem);

    [DllImport(Library, EntryPoint = "sqlite3_close_v2", ExactSpelling = true)]
    internal static extern int Close(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_busy_timeout", ExactSpelling = true)]
    internal static extern int SetBusyTimeout(nint database, int milliseconds);

    [DllImport(Library, EntryPoint = "sqlite3_exec", ExactSpelling = true)]
    internal static extern int Execute(nint database, byte[] statements, nint callback, nint argument, nint message);

    [DllImport(Library, EntryPoint = "sqlite3_prepare_v2", ExactSpelling = true)]
    internal static extern int Prepare(nint database, byte[] statement, int bytes, out nint prepared, nint tail);

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64", ExactSpelling = true)]
    internal static extern int BindInteger(nint prepared, int index, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text", ExactSpelling = true)]
    internal static extern int BindText(nint prepared, int index, byte[] text, int bytes, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_step", ExactSpelling = true)]
    internal static extern int Step(nint prepared);

    [DllImport(Library, EntryPoint = "sqlite3_reset", ExactSpelling = true)]
    internal static extern int Reset(nint prepared);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64", ExactSpelling = true)]
    internal static extern long ColumnInteger(nint prepared, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_text", ExactSpelling = true)]
    internal static extern nint ColumnText(nint prepared, int column);

    [DllImport(Library, EntryPoint = "sqlite3_finalize", ExactSpelling = true)]
    internal static extern int Finalize(nint prepared);

    [DllImport(Library, EntryPoint = "sqlite3_errmsg", ExactSpelling = true)]
    internal static extern nint ErrorMessage(nint database);
}
