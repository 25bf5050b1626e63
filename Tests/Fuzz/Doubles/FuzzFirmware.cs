using System;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Physical memory with the pieces that an input lists, each with its address and length in front; each ends at a guard page. Static because
/// the nucleus maps memory by function pointers.
/// </summary>
internal static unsafe class FuzzFirmware
{
    /// <summary>Where firmware of PCs without UEFI has its tables; a piece here fills the whole area.</summary>
    internal const uint BiosArea = 0xE0000;

    private const int BiosAreaBytes = 0x20000;
    private const int MostPieces = 12;
    private const int MostBytes = 16 * 1024;

    private static readonly GuardedMemory s_bios = new(BiosAreaBytes);
    private static readonly GuardedMemory[] s_slots = MakeSlots();
    private static readonly (ulong Physical, ulong Length, ulong Address)[] s_pieces = new (ulong, ulong, ulong)[MostPieces];
    private static int s_count;
    private static StepBudget? s_budget;

    /// <summary>Places the pieces of an input.</summary>
    /// <param name="input">Address (32 bits), length (16 bits), bytes; again and again.</param>
    /// <param name="budget">Requests to map.</param>
    internal static void Place(ReadOnlySpan<byte> input, StepBudget budget)
    {
        s_budget = budget;
        s_count = 0;
        InputReader reader = new(input);
        while (!reader.Rest.IsEmpty && s_count < MostPieces)
        {
            uint physical = reader.Dword();
            ReadOnlySpan<byte> bytes = reader.Piece(reader.Word());
            if (physical == BiosArea)
            {
                byte[] area = new byte[BiosAreaBytes];
                bytes.CopyTo(area);
                Add(physical, BiosAreaBytes, s_bios.Place(area));
            }
            else if (bytes.Length <= MostBytes)
            {
                Add(physical, (ulong)bytes.Length, s_slots[s_count].Place(bytes));
            }
        }
    }

    /// <summary>Maps a range, as the nucleus asks for it; null where no piece holds all of it.</summary>
    internal static byte* Map(ulong physical, ulong length)
    {
        s_budget!.Take(1);
        for (int index = 0; index < s_count; index++)
        {
            (ulong start, ulong bytes, ulong address) = s_pieces[index];
            if (physical >= start && length <= bytes && physical - start <= bytes - length)
            {
                return (byte*)address + (physical - start);
            }
        }

        return null;
    }

    private static void Add(ulong physical, ulong length, byte* address) => s_pieces[s_count++] = (physical, length, (ulong)address);

    private static GuardedMemory[] MakeSlots()
    {
        GuardedMemory[] slots = new GuardedMemory[MostPieces];
        for (int index = 0; index < slots.Length; index++)
        {
            slots[index] = new GuardedMemory(MostBytes);
        }

        return slots;
    }
}
