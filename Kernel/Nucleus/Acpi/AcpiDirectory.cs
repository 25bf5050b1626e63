namespace CosmosNvme.Nucleus;

/// <summary>The checked tables that the root table names. Filled by <see cref="AcpiTables"/>; one instance, static storage.</summary>
internal unsafe struct AcpiDirectory
{
    /// <summary>Most tables that are remembered; machines have 10 to 40.</summary>
    internal const uint Capacity = 96;

    /// <summary>Sound tables, in the order of the root table.</summary>
    internal uint Count;

    /// <summary>Root table entries that were given up on.</summary>
    internal uint Rejected;

    /// <summary>Sound tables beyond <see cref="Capacity"/>.</summary>
    internal uint LeftOut;

    /// <summary>Mapped addresses, <see cref="Count"/> of them.</summary>
    internal fixed ulong Tables[(int)Capacity];

    /// <summary>The physical addresses they were found at.</summary>
    internal fixed ulong Physical[(int)Capacity];

    /// <summary>Adds a sound table.</summary>
    internal static void Add(AcpiDirectory* directory, ulong physical, byte* table)
    {
        if (directory->Count == Capacity)
        {
            directory->LeftOut++;
            return;
        }

        directory->Tables[directory->Count] = (ulong)table;
        directory->Physical[directory->Count] = physical;
        directory->Count++;
    }

    /// <summary>The <paramref name="index"/>-th table with that signature, or null.</summary>
    internal static byte* Find(AcpiDirectory* directory, uint signature, int index)
    {
        for (uint i = 0; i < directory->Count; i++)
        {
            byte* table = (byte*)directory->Tables[i];
            if (AcpiTable.Signature(table) == signature && index-- == 0)
            {
                return table;
            }
        }

        return null;
    }

    /// <summary>True if the root table named this address before (some firmware repeats entries).</summary>
    internal static bool Contains(AcpiDirectory* directory, ulong physical)
    {
        for (uint i = 0; i < directory->Count; i++)
        {
            if (directory->Physical[i] == physical)
            {
                return true;
            }
        }

        return false;
    }
}
