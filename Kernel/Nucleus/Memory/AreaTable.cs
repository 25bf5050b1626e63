namespace CosmosNvme.Nucleus;

/// <summary>A range of thread memory with one set of rights.</summary>
internal struct Area
{
    internal ulong Start;
    internal ulong End;

    /// <summary>PROT_ bits.</summary>
    internal uint Protection;

    /// <summary><see cref="AreaFlags"/> bits.</summary>
    internal uint Flags;
}

/// <summary>What an <see cref="Area"/> is beside its rights.</summary>
internal static class AreaFlags
{
    /// <summary>Its pages are charged to <see cref="Commit"/>.</summary>
    internal const uint Charged = 1;

    /// <summary>Below a stack: an access says stack overflow.</summary>
    internal const uint StackGuard = 2;

    /// <summary>The stack of the first thread.</summary>
    internal const uint MainStack = 4;

    /// <summary>The brk heap.</summary>
    internal const uint Heap = 8;
}

/// <summary>
/// The areas, sorted by address, never overlapping, in one array that doubles when full. The caller holds the address-space lock.
/// </summary>
internal static unsafe class AreaTable
{
    /// <summary>Most areas there can be; as many as on Linux.</summary>
    internal const int Maximum = 65536;

    private const int FirstOrder = 4;
    private const int WordsPerArea = 3;

    private static Area* s_areas;
    private static int s_order;
    private static int s_capacity;

    /// <summary>Areas in the table.</summary>
    internal static int Count;

    /// <summary>Starts empty with room for a few thousand areas.</summary>
    internal static bool Initialize()
    {
        Count = 0;
        s_order = FirstOrder;
        return Take(FirstOrder, out s_areas, out s_capacity);
    }

    internal static Area* At(int index) => s_areas + index;

    /// <summary>Index of the first area that ends above <paramref name="address"/>; <see cref="Count"/> if none does.</summary>
    internal static int FirstEndingAbove(ulong address)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (s_areas[middle].End <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The area that holds <paramref name="address"/>, or null. Valid until the table changes.</summary>
    internal static Area* Find(ulong address)
    {
        int index = FirstEndingAbove(address);
        return index < Count && s_areas[index].Start <= address ? s_areas + index : null;
    }

    /// <summary>Makes sure that <paramref name="more"/> (at most a thousand) insertions cannot fail. False: too many areas, or no memory.</summary>
    internal static bool Reserve(int more)
    {
        if (Count + more > Maximum)
        {
            return false;
        }

        if (Count + more <= s_capacity)
        {
            return true;
        }

        if (s_order >= FrameAllocator.MaximumOrder || !Take(s_order + 1, out Area* larger, out int capacity))
        {
            return false;
        }

        Move(larger, s_areas, Count);
        FrameAllocator.Free(DirectMap.Physical(s_areas), s_order);
        s_areas = larger;
        s_capacity = capacity;
        s_order++;
        return true;
    }

    /// <summary>Inserts an area; room was reserved, the range is free.</summary>
    internal static void Insert(ulong start, ulong end, uint protection, uint flags)
    {
        int index = FirstEndingAbove(start);
        for (int i = Count; i > index; i--)
        {
            Move(s_areas + i, s_areas + i - 1, 1);
        }

        Area* area = s_areas + index;
        area->Start = start;
        area->End = end;
        area->Protection = protection;
        area->Flags = flags;
        Count++;
    }

    /// <summary>Removes areas [first, last).</summary>
    internal static void Remove(int first, int last)
    {
        Move(s_areas + first, s_areas + last, Count - last);
        Count -= last - first;
    }

    /// <summary>Makes <paramref name="address"/> a boundary if it lies inside an area. Room for one was reserved.</summary>
    internal static void SplitAt(ulong address)
    {
        Area* area = Find(address);
        if (area != null && area->Start != address)
        {
            ulong end = area->End;
            area->End = address;
            Insert(address, end, area->Protection, area->Flags);
        }
    }

    /// <summary>Joins equal neighbours from the area before <paramref name="first"/> to the one at <paramref name="last"/>.</summary>
    internal static void Join(int first, int last)
    {
        int index = first > 0 ? first - 1 : 0;
        for (int left = last - index; left > 0 && index + 1 < Count;)
        {
            Area* one = s_areas + index;
            Area* two = one + 1;
            if (one->End == two->Start && one->Protection == two->Protection && one->Flags == two->Flags)
            {
                one->End = two->End;
                Remove(index + 1, index + 2);
            }
            else
            {
                index++;
            }

            left--;
        }
    }

    /// <summary>The lowest hole of <paramref name="length"/> bytes in [from, limit); 0: none.</summary>
    internal static ulong FindHole(ulong from, ulong limit, ulong length)
    {
        ulong candidate = from;
        for (int i = FirstEndingAbove(from); i < Count; i++)
        {
            if (s_areas[i].Start >= candidate && s_areas[i].Start - candidate >= length)
            {
                break;
            }

            candidate = s_areas[i].End;
        }

        return candidate < limit && limit - candidate >= length ? candidate : 0;
    }

    private static bool Take(int order, out Area* areas, out int capacity)
    {
        ulong block = FrameAllocator.Allocate(order);
        areas = (Area*)DirectMap.Pointer(block);
        capacity = (int)((FrameAllocator.FrameBytes << order) / (ulong)sizeof(Area));
        return block != 0;
    }

    // Word by word and upwards: a struct assignment would use vector registers, which belong to the threads.
    private static void Move(Area* to, Area* from, int count)
    {
        ulong* target = (ulong*)to;
        ulong* source = (ulong*)from;
        for (long i = 0; i < (long)count * WordsPerArea; i++)
        {
            target[i] = source[i];
        }
    }
}
