using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace CosmosNvme.Testing.Protocol;

/// <summary>What a machine says first, so that its host can tell where the tests run.</summary>
/// <param name="Nonce">The word that the host handed in at boot; no other program knows it.</param>
/// <param name="PrivilegeLevel">The CPL that the code found in CS while it made this message; 0 in a kernel.</param>
/// <param name="OnlineCpus">Indexes of the CPUs that run threads.</param>
/// <param name="Assembly">Name of the assembly that holds the tests.</param>
public sealed record Hello(string Nonce, int PrivilegeLevel, ImmutableArray<int> OnlineCpus, string Assembly)
{
    /// <summary>Reads a hello.</summary>
    /// <exception cref="TestChannelException">The frame is none.</exception>
    public static Hello Read(Frame frame) => MessageReader.Read(frame, FrameKind.Hello, static reader =>
        new Hello(reader.ReadString(), reader.ReadInt32(), ReadCpus(reader), reader.ReadString()));

    /// <summary>The payload of a frame of kind <see cref="FrameKind.Hello"/>.</summary>
    public byte[] ToPayload() => MessageReader.Write(writer =>
    {
        writer.Write(Nonce);
        writer.Write(PrivilegeLevel);
        writer.Write(OnlineCpus.Length);
        foreach (int cpu in OnlineCpus)
        {
            writer.Write(cpu);
        }

        writer.Write(Assembly);
    });

    /// <summary>What in this hello shows that it does not come from the machine that was booted.</summary>
    /// <param name="nonce">The word that was handed in.</param>
    /// <param name="cpus">Number of CPUs that the machine has.</param>
    /// <returns>A sentence for each thing that is wrong; empty if all is well.</returns>
    public IEnumerable<string> FindFaults(string nonce, int cpus)
    {
        if (Nonce != nonce)
        {
            yield return $"The nonce is '{Nonce}', not the '{nonce}' of this boot: something else than the booted kernel answers.";
        }

        if (PrivilegeLevel != 0)
        {
            yield return $"The tests run at privilege level {PrivilegeLevel}, not in ring 0.";
        }

        if (!OnlineCpus.SequenceEqual(Enumerable.Range(0, cpus)))
        {
            yield return $"The online CPUs are {{{string.Join(", ", OnlineCpus)}}}; the machine has {cpus}.";
        }
    }

    private static ImmutableArray<int> ReadCpus(BinaryReader reader)
    {
        int count = MessageReader.ReadCount(reader);
        ImmutableArray<int>.Builder cpus = ImmutableArray.CreateBuilder<int>(count);
        for (int index = 0; index < count; index++)
        {
            cpus.Add(reader.ReadInt32());
        }

        return cpus.MoveToImmutable();
    }
}
