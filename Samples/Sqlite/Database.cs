using System;
using System.Runtime.InteropServices;
using System.Text;

namespace CosmosNvme.Samples;

/// <summary>A connection to an SQLite database, as small as it can be. For one thread at a time; several connections to one database are fine.</summary>
public sealed class Database : IDisposable
{
    private const int Row = 100;
    private const int Done = 101;
    private const int ReadWrite = 2;
    private const int Create = 4;
    private const int FullMutex = 0x10000;

    // The library copies the text before the call returns: SQLITE_TRANSIENT.
    private const nint Transient = -1;

    private nint _handle;

    /// <summary>Opens a database; makes it if it is missing.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="busyTimeout">How long to wait for others who use it.</param>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public Database(string path, TimeSpan busyTimeout)
    {
        int result = NativeSqlite.Open(Bytes(path), out _handle, ReadWrite | Create | FullMutex, 0);
        if (result != 0)
        {
            SqliteException exception = Failure(result);
            Dispose();
            throw exception;
        }

        NativeSqlite.SetBusyTimeout(_handle, (int)busyTimeout.TotalMilliseconds);
    }

    /// <summary>Runs statements, whatever rows they give.</summary>
    /// <param name="statements">SQL.</param>
    /// <exception cref="SqliteException">One failed; those before it are done.</exception>
    public void Execute(string statements) => Check(NativeSqlite.Execute(_handle, Bytes(statements), 0, 0, 0));

    /// <summary>Runs a statement for each value of a list of parameters.</summary>
    /// <param name="statement">SQL with ?1 (integer) and ?2 (text).</param>
    /// <param name="parameters">The values.</param>
    /// <exception cref="SqliteException">It failed; what was run before is done, unless a transaction is open.</exception>
    public void Execute(string statement, params (long Number, string Text)[] parameters)
    {
        Check(NativeSqlite.Prepare(_handle, Bytes(statement), -1, out nint prepared, 0));
        try
        {
            foreach ((long number, string text) in parameters)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Check(NativeSqlite.BindInteger(prepared, 1, number));
                Check(NativeSqlite.BindText(prepared, 2, bytes, bytes.Length, Transient));
                int result = NativeSqlite.Step(prepared);
                if (result is not (Done or Row))
                {
                    throw Failure(result);
                }

                Check(NativeSqlite.Reset(prepared));
            }
        }
        finally
        {
            NativeSqlite.Finalize(prepared);
        }
    }

    /// <summary>The first column of the first row as a number; null if there is no row.</summary>
    /// <param name="query">SQL.</param>
    public long? QueryNumber(string query) => Query(query, prepared => (long?)NativeSqlite.ColumnInteger(prepared, 0));

    /// <summary>The first column of the first row as text; null if there is no row or no text.</summary>
    /// <param name="query">SQL.</param>
    public string? QueryText(string query) => Query(query, prepared => Text(NativeSqlite.ColumnText(prepared, 0)));

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeSqlite.Close(_handle);
        _handle = 0;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    // SAFETY: SQLite gives null or a text that ends with a zero and stays until the next call on the statement.
    private static string? Text(nint text) => Marshal.PtrToStringUTF8(text);

    private T? Query<T>(string query, Func<nint, T?> read)
    {
        Check(NativeSqlite.Prepare(_handle, Bytes(query), -1, out nint prepared, 0));
        try
        {
            int result = NativeSqlite.Step(prepared);
            return result == Row ? read(prepared) : result == Done ? default : throw Failure(result);
        }
        finally
        {
            NativeSqlite.Finalize(prepared);
        }
    }

    private void Check(int result)
    {
        if (result != 0)
        {
            throw Failure(result);
        }
    }

    private SqliteException Failure(int result) => new(result, Text(NativeSqlite.ErrorMessage(_handle)) ?? "unknown error");
}
