using System;

namespace CosmosNvme.Samples;

/// <summary>SQLite could not do what was asked.</summary>
/// <param name="code">Its result code (sqlite.org/rescode.html).</param>
/// <param name="message">Its words.</param>
public sealed class SqliteException(int code, string message) : Exception($"{message} (SQLite result {code})")
{
    /// <summary>The result code; its low eight bits are the primary one.</summary>
    public int Code => code;
}
