using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>Prints the callers of a place in the image, one log line each. For panics: never faults, takes no lock but the log's.</summary>
[SkipLocalsInit]
internal static unsafe class StackTrace
{
    private const int LongestTrace = 64;

    /// <summary>Of a name; with it the line still fits into a <see cref="LogLine"/>.</summary>
    private const int ShownName = 180;

    /// <summary>A recursion is walked to its start, which is what explains it, but not for ever.</summary>
    private const int MostFrames = 1_000_000;

    /// <summary>
    /// Takes the image whose ELF header is at <paramref name="imageBase"/>, where it was linked to be. False: it has no table of
    /// names, and traces show addresses only.
    /// </summary>
    internal static bool Initialize(byte* imageBase)
    {
        ImageHeaders.Initialize(imageBase, (ulong)imageBase);
        return SymbolTable.FindInImage();
    }

    /// <summary>
    /// Prints the frame of <paramref name="registers"/>, which are left alone, and its callers. A frame that calls itself again
    /// and again is printed once, with the number of repetitions.
    /// </summary>
    internal static void Print(UnwindRegisters* registers)
    {
        UnwindRegisters frame;
        UnwindRegisters.Copy(&frame, registers);
        UnwindPlace place;
        place.IsValid = 0;
        ulong printed = 0;
        ulong repeated = 0;
        bool goesOn = true;
        for (ulong depth = 0; depth < MostFrames && goesOn && printed < LongestTrace; depth++)
        {
            PrintFrame(depth, &frame);
            printed++;

            ulong address = frame.Rip;
            repeated = 0;
            while ((goesOn = Unwinder.Step(&frame, &place)) && frame.Rip == address && depth < MostFrames)
            {
                repeated++;
                depth++;
            }

            if (repeated != 0)
            {
                Log.Begin(LogLevel.Panic)->Text("      (calls itself, "u8)->Decimal(repeated)->Text(" more frames)"u8)->End();
            }
        }

        PrintEnd(goesOn ? UnwindEnd.None : frame.End);
    }

    private static void PrintFrame(ulong depth, UnwindRegisters* frame)
    {
        NameBuffer buffer;
        byte* name = (byte*)&buffer;
        int length;
        ulong offset;
        ulong correction = frame->IsExact != 0 ? 0u : 1u;
        LogLine* line = Log.Begin(LogLevel.Panic)->Text("  #"u8)->Decimal(depth)->Text(" "u8)->Hex(frame->Rip);
        if (SymbolTable.TryFind(frame->Rip - correction, name, ShownName, &length, &offset))
        {
            line->Text(" "u8)->Bytes(name, length)->Text(" + "u8)->Hex(offset + correction)->End();
        }
        else
        {
            line->Text(" (unknown function)"u8)->End();
        }
    }

    private static void PrintEnd(UnwindEnd end)
    {
        switch (end)
        {
            case UnwindEnd.Bottom:
                break;
            case UnwindEnd.None:
                Log.Begin(LogLevel.Panic)->Text("  (more frames not shown)"u8)->End();
                break;
            case UnwindEnd.NotCode:
                Log.Begin(LogLevel.Panic)->Text("  (trace ends: the return address is not in the kernel's code)"u8)->End();
                break;
            case UnwindEnd.NoInformation:
                Log.Begin(LogLevel.Panic)->Text("  (trace ends: no unwind information for this function)"u8)->End();
                break;
            case UnwindEnd.BadMemory:
                Log.Begin(LogLevel.Panic)->Text("  (trace ends: the stack cannot be read)"u8)->End();
                break;
            case UnwindEnd.NotGrowing:
                Log.Begin(LogLevel.Panic)->Text("  (trace ends: the caller's frame is not above this one)"u8)->End();
                break;
            default:
                Log.Begin(LogLevel.Panic)->Text("  (trace ends: unwind information of an unknown form)"u8)->End();
                break;
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = ShownName)]
    private struct NameBuffer
    {
        private byte _first;
    }
}
