using System;
using System.Collections.Generic;
using System.IO;

namespace CosmosNvme.Lab;

/// <summary>A machine's places on the host.</summary>
/// <param name="places">Locked files, one for each virtual CPU.</param>
/// <param name="waited">How long the machine had to wait.</param>
internal sealed class Admission(IReadOnlyList<FileStream> places, TimeSpan waited) : IDisposable
{
    /// <summary>Number of places held; fewer than asked for if patience ran out or the machine is wider than the host.</summary>
    internal int Places => places.Count;

    /// <summary>How long the machine had to wait.</summary>
    internal TimeSpan Waited => waited;

    /// <summary>Gives the places back.</summary>
    public void Dispose()
    {
        foreach (FileStream place in places)
        {
            place.Dispose();
        }
    }
}
