using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Vectors for devices, by CPU. The hard handler counts, acknowledges, and hands over to <see cref="SoftInterrupts"/> or to those who
/// wait for the line itself (<see cref="LineWaits"/>). Interrupts off in all methods.
/// </summary>
internal static unsafe class DeviceInterrupts
{
    internal const int Maximum = 1024;
    private const ulong MessageBase = 0xfee0_0000;
    private const int MessageCpuShift = 12;

    private static DeviceInterrupt* s_lines;
    private static SpinLock s_lock;

    internal static void Initialize() => s_lines = (DeviceInterrupt*)NucleusMemory.Allocate(Maximum * (ulong)sizeof(DeviceInterrupt));

    /// <summary>
    /// Takes <paramref name="count"/> vectors of a CPU that follow each other; see <see cref="VectorBlocks.Find"/>. The lines, which
    /// follow each other too, count from 0.
    /// </summary>
    /// <returns>The first line's number, or -1.</returns>
    internal static int Allocate(int index, int count)
    {
        if (!CanTakeMessages(index))
        {
            return -1;
        }

        s_lock.Acquire();
        int first = FindFreeLines(count);
        int vector = VectorBlocks.Find(Cpus.Get(index)->Lines, count);
        if (first < 0 || vector < 0)
        {
            s_lock.Release();
            return -1;
        }

        for (int i = 0; i < count; i++)
        {
            DeviceInterrupt* line = s_lines + first + i;
            Reset(line);
            Connect(line, index, vector + i);
        }

        s_lock.Release();
        return first;
    }

    /// <summary>Takes a wire, which stays masked, to a CPU.</summary>
    /// <returns>The line's number, or -1: the input is taken, or cannot be connected to this CPU.</returns>
    internal static int AllocateWire(int index, uint input)
    {
        if (!IsOnline(index) || !Wires.CanConnect(input, Cpus.Get(index)))
        {
            return -1;
        }

        s_lock.Acquire();
        int number = FindFreeLines(1);
        int vector = FindWireVector(index, input);
        if (number < 0 || vector < 0 || IsWireTaken(input))
        {
            s_lock.Release();
            return -1;
        }

        DeviceInterrupt* line = s_lines + number;
        Reset(line);
        line->IsWire = 1;
        line->Input = input;
        Connect(line, index, vector);
        Wires.Connect(input, vector, Cpus.Get(index));
        s_lock.Release();
        return number;
    }

    /// <summary>Gives the vector back; the device is silent.</summary>
    internal static void Free(DeviceInterrupt* line)
    {
        s_lock.Acquire();
        if (line->IsWire != 0)
        {
            Wires.SetMask(line->Input, isMasked: true);
        }

        Disconnect(line->Cpu, line->Vector);
        if (line->OldVector != 0)
        {
            Disconnect(line->OldCpu, line->OldVector);
        }

        line->Vector = 0;
        s_lock.Release();
        LineWaits.Signal(line);
    }

    /// <summary>
    /// Gives lines that follow each other, and have vectors that do, vectors of another CPU. The old ones are still theirs until
    /// <see cref="FinishMove"/>. A wire is masked then. False, with nothing changed, if the CPU has none free.
    /// </summary>
    internal static bool StartMove(int first, int count, int index)
    {
        DeviceInterrupt* wire = s_lines[first].IsWire != 0 ? s_lines + first : null;
        if (wire == null ? !CanTakeMessages(index) : !IsOnline(index) || !Wires.CanConnect(wire->Input, Cpus.Get(index)))
        {
            return false;
        }

        s_lock.Acquire();
        int vector = wire == null ? VectorBlocks.Find(Cpus.Get(index)->Lines, count) : FindWireVector(index, wire->Input);
        for (int i = 0; vector >= 0 && i < count; i++)
        {
            DeviceInterrupt* line = s_lines + first + i;
            line->OldCpu = line->Cpu;
            line->OldVector = line->Vector;
            Connect(line, index, vector + i);
        }

        if (wire != null && vector >= 0)
        {
            Wires.Connect(wire->Input, vector, Cpus.Get(index));
        }

        s_lock.Release();
        return vector >= 0;
    }

    /// <summary>
    /// Gives the vector back that a line had before it moved, with what is pending on it. On the CPU that it leaves; the device sends
    /// nothing there any more.
    /// </summary>
    internal static void FinishMove(DeviceInterrupt* line)
    {
        s_lock.Acquire();
        if (line->OldVector != 0)
        {
            Disconnect(line->OldCpu, line->OldVector);
            SoftInterrupts.Withdraw(Asm.ThisCpu(), line->OldVector);
            line->OldVector = 0;
        }

        s_lock.Release();
    }

    /// <summary>The line with this number, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DeviceInterrupt* Find(int line) =>
        (uint)line < Maximum && s_lines[line].Vector != 0 ? s_lines + line : null;

    /// <summary>What the device writes to and what it writes (Intel SDM volume 3, §10.11): fixed delivery, edge-triggered.</summary>
    internal static ulong MessageAddress(DeviceInterrupt* line) =>
        MessageBase | ((ulong)Cpus.Get(line->Cpu)->ApicId << MessageCpuShift);

    /// <summary>Interrupt: the hard handler of all devices.</summary>
    internal static void OnInterrupt(Cpu* cpu, int vector)
    {
        DeviceInterrupt* line = (DeviceInterrupt*)Volatile.Read(ref cpu->Lines[vector]);
        if (line == null)
        {
            cpu->UnhandledInterrupts++;
            LocalApic.EndOfInterrupt();
            return;
        }

        // Where it is counted comes from the interrupt controller that delivered it, and from nobody's books.
        long* count = line->Counts + Cpus.IndexOf(LocalApic.Id);
        Volatile.Write(ref *count, *count + 1);
        if (line->HasWork != 0)
        {
            SoftInterrupts.Raise(cpu, vector);
        }

        if (line->IsWaitedFor != 0)
        {
            LineWaits.Signal(line);
        }

        if (line->IsWire == 0)
        {
            LocalApic.EndOfInterrupt();
            return;
        }

        // The level stays until the device is served; masked, it does not interrupt again before the soft interrupt has done that.
        Wires.SetMask(line->Input, isMasked: true);
        Wires.End(line->Input);
    }

    /// <summary>Interrupt: on the spurious vector, where nothing is in service and so nothing to end (SDM vol 3 §10.9), unless somebody sent it.</summary>
    internal static void OnSpurious(Cpu* cpu, int vector)
    {
        if (LocalApic.EndIfInService(vector))
        {
            cpu->UnhandledInterrupts++;
        }
        else
        {
            cpu->SpuriousInterrupts++;
        }
    }

    /// <summary>Interrupt: from the 8259 pair, unless somebody sent a message with one of its vectors.</summary>
    internal static void OnLegacyInterrupt(Cpu* cpu, int vector)
    {
        int input = vector - InterruptVectors.LegacyPic;
        if (LocalApic.EndIfInService(vector))
        {
            cpu->UnhandledInterrupts++;
        }
        else if (LegacyPic.EndIfSpurious(input))
        {
            cpu->SpuriousInterrupts++;
        }
        else if (input == Uart.InterruptRequest)
        {
            Uart.OnInterrupt();
            LegacyPic.End(input);
        }
        else if (input == Ps2Controller.InterruptRequest && Keyboard.HasPs2)
        {
            Keyboard.OnInterrupt();
            LegacyPic.End(input);
        }
        else if (Volatile.Read(ref cpu->Lines[vector]) != 0)
        {
            OnInterrupt(cpu, vector);
        }
        else
        {
            cpu->UnhandledInterrupts++;
            LegacyPic.End(input);
        }
    }

    private static bool IsOnline(int index) => (uint)index < (uint)Cpus.Count && Volatile.Read(ref Cpus.Get(index)->Online) != 0;

    // Device messages carry eight bits of the CPU's id.
    private static bool CanTakeMessages(int index) => IsOnline(index) && Cpus.Get(index)->ApicId < 0xff;

    private static int FindWireVector(int index, uint input)
    {
        int vector = Wires.FixedVector(input);
        return vector == 0 ? VectorBlocks.Find(Cpus.Get(index)->Lines, 1) : Cpus.Get(index)->Lines[vector] == 0 ? vector : -1;
    }

    private static bool IsWireTaken(uint input)
    {
        for (int line = 0; line < Maximum; line++)
        {
            if (s_lines[line].Vector != 0 && s_lines[line].IsWire != 0 && s_lines[line].Input == input)
            {
                return true;
            }
        }

        return false;
    }

    private static int FindFreeLines(int count)
    {
        int free = 0;
        for (int line = 0; line < Maximum; line++)
        {
            free = s_lines[line].Vector == 0 ? free + 1 : 0;
            if (free == count)
            {
                return line - count + 1;
            }
        }

        return -1;
    }

    private static void Reset(DeviceInterrupt* line)
    {
        line->IsWire = 0;
        line->OldVector = 0;
        line->HasWork = 1;
        line->IsWaitedFor = 0;
        if (line->Counts == null)
        {
            line->Counts = (long*)NucleusMemory.Allocate((ulong)Cpus.Count * sizeof(long));
        }

        for (int cpu = 0; cpu < Cpus.Count; cpu++)
        {
            line->Counts[cpu] = 0;
        }
    }

    private static void Connect(DeviceInterrupt* line, int index, int vector)
    {
        line->Cpu = index;
        line->Vector = vector;
        Volatile.Write(ref Cpus.Get(index)->Lines[vector], (ulong)line);
    }

    private static void Disconnect(int index, int vector) => Volatile.Write(ref Cpus.Get(index)->Lines[vector], 0);
}
