namespace CosmosNvme.Nucleus;

/// <summary>Brings memory up: the final page tables (direct map, image with W^X, nothing at page 0) and the frame allocator.</summary>
internal static unsafe class BootMemory
{
    private const ulong LowMemoryEnd = 0x10_0000;

    /// <summary>Runs once on the boot processor, on the boot tables. Afterwards only the final tables are used.</summary>
    internal static void Initialize()
    {
        ulong imageBegin = ImageLayout.Begin;
        ulong imageEnd = ImageLayout.End();
        if (!EarlyMemory.Begin(imageBegin, imageEnd))
        {
            Panic.Stop("the firmware reports no usable memory below 4 GiB"u8);
        }

        PageTables.Initialize();
        ulong topFrame = MapAllMemory();
        MapImage();
        byte* table = DirectMap.Pointer(EarlyMemory.Take(FrameAllocator.TableBytes(topFrame)));
        FrameAllocator.Initialize(table, 0, topFrame);
        FramePins.Initialize(DirectMap.Pointer(EarlyMemory.Take(FramePins.TableBytes(topFrame))));
        Screen.Map();
        Asm.WriteCr3(PageTables.Root);
        Screen.UseMapping();
        EarlyMemory.Finish();
        GiveFreeMemory(imageBegin, imageEnd);
    }

    /// <summary>Maps RAM at the direct map; the number of frames up to its end.</summary>
    private static ulong MapAllMemory()
    {
        ulong top = 0;
        ulong flags = PageTables.Writable | PageTables.NoExecute | PageTables.Global;
        for (int i = 0; i < MemoryMap.Count; i++)
        {
            uint type = MemoryMap.Type(i);
            if (type is MemoryMap.Usable or MemoryMap.AcpiReclaimable)
            {
                ulong start = MemoryMap.Start(i) & ~0xfffUL;
                ulong end = (MemoryMap.End(i) + 0xfff) & ~0xfffUL;
                PageTables.MapRange(DirectMap.Base + start, start, end, flags, CpuFeatures.Has(CpuFeature.GigabytePages));
                top = type == MemoryMap.Usable && end > top ? end : top;
            }
        }

        return top >> FrameAllocator.FrameShift;
    }

    /// <summary>Each segment with its own rights; a segment both writable and executable is refused.</summary>
    private static void MapImage()
    {
        for (int i = 0; i < ImageLayout.ProgramHeaderCount; i++)
        {
            if (ImageLayout.SegmentType(i) != ImageLayout.Load)
            {
                continue;
            }

            uint rights = ImageLayout.SegmentFlags(i);
            bool writable = (rights & ImageLayout.Writable) != 0;
            bool executable = (rights & ImageLayout.Executable) != 0;
            if (writable && executable)
            {
                Panic.Stop("the image has a segment that is writable and executable"u8);
            }

            ulong flags = (writable ? PageTables.Writable : 0) | (executable ? 0 : PageTables.NoExecute);
            ulong end = (ImageLayout.SegmentEnd(i) + 0xfff) & ~0xfffUL;
            for (ulong page = ImageLayout.SegmentStart(i) & ~0xfffUL; page < end; page += FrameAllocator.FrameBytes)
            {
                PageTables.MapRange(page, page, page + FrameAllocator.FrameBytes, flags, gigantic: false);
            }
        }
    }

    /// <summary>All usable memory but the first megabyte (firmware, start of the other CPUs), the image and what was taken early.</summary>
    private static void GiveFreeMemory(ulong imageBegin, ulong imageEnd)
    {
        for (int i = 0; i < MemoryMap.Count; i++)
        {
            if (MemoryMap.Type(i) == MemoryMap.Usable)
            {
                GiveAround(MemoryMap.Start(i), MemoryMap.End(i), imageBegin, imageEnd, EarlyMemory.Start, EarlyMemory.Next);
            }
        }
    }

    /// <summary>Gives [start, end) to the frame allocator, without the first megabyte, the image and the early memory.</summary>
    internal static void GiveAround(ulong start, ulong end, ulong imageBegin, ulong imageEnd, ulong earlyBegin, ulong earlyEnd)
    {
        start = start < LowMemoryEnd ? LowMemoryEnd : start;
        GiveWithout(start, end < imageBegin ? end : imageBegin, earlyBegin, earlyEnd);
        GiveWithout(start > imageEnd ? start : imageEnd, end, earlyBegin, earlyEnd);
    }

    private static void GiveWithout(ulong start, ulong end, ulong keptBegin, ulong keptEnd)
    {
        // Add does nothing with an end that is not above its start.
        FrameAllocator.Add(start, end < keptBegin ? end : keptBegin);
        FrameAllocator.Add(start > keptEnd ? start : keptEnd, end);
    }
}
