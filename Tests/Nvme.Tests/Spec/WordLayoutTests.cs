using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Which bits of a register or word each decoded property looks at, found by turning over one bit after the other. A mask one bit short
/// or shifted by one, which drivers have lived with for years, shows here.
/// </summary>
public sealed class WordLayoutTests
{
    private const int RandomBackgrounds = 24;

    // Words of two registers count the second one's bits from 32 on.
    private static readonly (Type Type, string Property, ulong Bits)[] s_table =
    [
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.MaximumQueueEntries), 0x0000_0000_0000_ffff),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.RequiresContiguousQueues), 0x0000_0000_0001_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.TimeoutUnits), 0x0000_0000_ff00_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.DoorbellStrideBytes), 0x0000_000f_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.SupportsSubsystemReset), 0x0000_0010_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.SupportsNvmCommandSet), 0x0000_0020_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.SupportsSelectableCommandSets), 0x0000_0800_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.HasBootPartitions), 0x0000_2000_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.MinimumPageBytes), 0x000f_0000_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.MaximumPageBytes), 0x00f0_0000_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.HasMemoryBuffer), 0x0200_0000_0000_0000),
        (typeof(ControllerCapabilities), nameof(ControllerCapabilities.HasReadyTimeouts), 0x0800_0000_0000_0000),
        (typeof(NvmeVersion), nameof(NvmeVersion.Tertiary), 0x0000_00ff),
        (typeof(NvmeVersion), nameof(NvmeVersion.Minor), 0x0000_ff00),
        (typeof(NvmeVersion), nameof(NvmeVersion.Major), 0xffff_0000),
        (typeof(ControllerConfiguration), nameof(ControllerConfiguration.IsEnabled), 0x0000_0001),
        (typeof(ControllerConfiguration), nameof(ControllerConfiguration.CommandSet), 0x0000_0070),
        (typeof(ControllerConfiguration), nameof(ControllerConfiguration.PageBytes), 0x0000_0780),
        (typeof(ControllerConfiguration), nameof(ControllerConfiguration.Shutdown), 0x0000_c000),
        (typeof(ControllerConfiguration), nameof(ControllerConfiguration.SubmissionEntryBytes), 0x000f_0000),
        (typeof(ControllerConfiguration), nameof(ControllerConfiguration.CompletionEntryBytes), 0x00f0_0000),
        (typeof(ControllerStatus), nameof(ControllerStatus.IsGone), 0xffff_ffff),
        (typeof(ControllerStatus), nameof(ControllerStatus.IsReady), 0x01),
        (typeof(ControllerStatus), nameof(ControllerStatus.IsFatal), 0x02),
        (typeof(ControllerStatus), nameof(ControllerStatus.IsShutDown), 0x0c),
        (typeof(ControllerStatus), nameof(ControllerStatus.SubsystemWasReset), 0x10),
        (typeof(ControllerStatus), nameof(ControllerStatus.IsPaused), 0x20),
        (typeof(AdminQueueAttributes), nameof(AdminQueueAttributes.SubmissionEntries), 0x0000_0fff),
        (typeof(AdminQueueAttributes), nameof(AdminQueueAttributes.CompletionEntries), 0x0fff_0000),
        (typeof(ControllerMemoryBuffer), nameof(ControllerMemoryBuffer.Bar), 0x0000_0000_0000_0007),
        (typeof(ControllerMemoryBuffer), nameof(ControllerMemoryBuffer.OffsetBytes), 0x0000_0f00_ffff_f000),
        (typeof(ControllerMemoryBuffer), nameof(ControllerMemoryBuffer.HoldsSubmissionQueues), 0x0000_0001_0000_0000),
        (typeof(ControllerMemoryBuffer), nameof(ControllerMemoryBuffer.LengthBytes), 0xffff_ff00_0000_0000),
        (typeof(ControllerReadyTimeouts), nameof(ControllerReadyTimeouts.WithMediaUnits), 0x0000_ffff),
        (typeof(ControllerReadyTimeouts), nameof(ControllerReadyTimeouts.IndependentOfMediaUnits), 0xffff_0000),
        (typeof(SglSupport), nameof(SglSupport.IsOffered), 0x0000_0003),
        (typeof(SglSupport), nameof(SglSupport.ReachesEveryByte), 0x0000_0003),
        (typeof(SglSupport), nameof(SglSupport.RecommendedDescriptors), 0x0000_ff00),
        (typeof(SglDescriptor), nameof(SglDescriptor.Length), 0x0000_0000_ffff_ffff),
        (typeof(SglDescriptor), nameof(SglDescriptor.Subtype), 0x0f00_0000_0000_0000),
        (typeof(SglDescriptor), nameof(SglDescriptor.Type), 0xf000_0000_0000_0000),
        (typeof(NumberOfQueues), nameof(NumberOfQueues.Submission), 0x0000_ffff),
        (typeof(NumberOfQueues), nameof(NumberOfQueues.Completion), 0xffff_0000),
        (typeof(NumberOfQueues), nameof(NumberOfQueues.Pairs), 0xffff_ffff),
        (typeof(NvmeStatus), nameof(NvmeStatus.Code), 0x00ff),
        (typeof(NvmeStatus), nameof(NvmeStatus.Type), 0x0700),
        (typeof(NvmeStatus), nameof(NvmeStatus.RetryDelay), 0x1800),
        (typeof(NvmeStatus), nameof(NvmeStatus.HasMore), 0x2000),
        (typeof(NvmeStatus), nameof(NvmeStatus.IsFinal), 0x4000),
        (typeof(NvmeStatus), nameof(NvmeStatus.TypeCode), 0x07ff),
        (typeof(NvmeStatus), nameof(NvmeStatus.IsSuccess), 0x07ff),
        (typeof(NvmeStatus), nameof(NvmeStatus.Meaning), 0x07ff),
        (typeof(CommandEffects), nameof(CommandEffects.IsSupported), 0x0000_0001),
        (typeof(CommandEffects), nameof(CommandEffects.ChangesContent), 0x0000_0002),
        (typeof(CommandEffects), nameof(CommandEffects.ChangesNamespaceCapabilities), 0x0000_0004),
        (typeof(CommandEffects), nameof(CommandEffects.ChangesNamespaceInventory), 0x0000_0008),
        (typeof(CommandEffects), nameof(CommandEffects.ChangesControllerCapabilities), 0x0000_0010),
        (typeof(CommandEffects), nameof(CommandEffects.Restriction), 0x0007_0000),
        (typeof(CommandEffects), nameof(CommandEffects.TakesUuid), 0x0008_0000),
        (typeof(FeatureEffects), nameof(FeatureEffects.IsSupported), 0x0000_0001),
        (typeof(FeatureEffects), nameof(FeatureEffects.ChangesContent), 0x0000_0002),
        (typeof(FeatureEffects), nameof(FeatureEffects.ChangesNamespaceCapabilities), 0x0000_0004),
        (typeof(FeatureEffects), nameof(FeatureEffects.ChangesNamespaceInventory), 0x0000_0008),
        (typeof(FeatureEffects), nameof(FeatureEffects.ChangesControllerCapabilities), 0x0000_0010),
        (typeof(FeatureEffects), nameof(FeatureEffects.TakesUuid), 0x0008_0000),
        (typeof(FeatureEffects), nameof(FeatureEffects.Scope), 0xfff0_0000),
        (typeof(LbaFormat), nameof(LbaFormat.MetadataBytes), 0x0000_ffff),
        (typeof(LbaFormat), nameof(LbaFormat.DataSizeExponent), 0x00ff_0000),
        (typeof(LbaFormat), nameof(LbaFormat.RelativePerformance), 0x0300_0000),
        (typeof(LbaFormat), nameof(LbaFormat.IsUsable), 0x00ff_0000),

        // An exponent above 31 is not usable, and what it decodes to means nothing.
        (typeof(LbaFormat), nameof(LbaFormat.BlockBytes), 0x001f_0000),
    ];

    [Test]
    public void Table_EveryProperty_IsInIt()
    {
        IEnumerable<string> missing = SpecTypes.Words
            .SelectMany(type => SpecTypes.PropertiesOf(type).Except(ParametersOf(type).Select(parameter => parameter.Name!)).Select(property => (type, property)))
            .Except(s_table.Select(row => (row.Type, row.Property)))
            .Select(item => $"{item.Item1.Name}.{item.Item2}");
        Assert.That(missing, Is.Empty, "Transcribe the bits of these from the specification into this table.");
    }

    [TestCaseSource(nameof(Rows))]
    public void Property_LooksAtItsBitsAndNoOthers(Type type, string property, ulong bits)
    {
        PropertyInfo info = type.GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
        ulong seen = 0;
        foreach (ulong background in Backgrounds())
        {
            object? before = info.GetValue(Make(type, background));
            for (int bit = 0; bit < WidthOf(type); bit++)
            {
                if (!Equals(info.GetValue(Make(type, background ^ (1ul << bit))), before))
                {
                    seen |= 1ul << bit;
                }
            }
        }

        Assert.That(seen.ToString("x16", null), Is.EqualTo(bits.ToString("x16", null)));
    }

    private static IEnumerable<TestCaseData> Rows() =>
        s_table.Select(row => new TestCaseData(row.Type, row.Property, row.Bits).SetArgDisplayNames($"{row.Type.Name}.{row.Property}"));

    // Nothing, everything, single bits, all but single bits, and a few words of no order.
    private static IEnumerable<ulong> Backgrounds()
    {
        Random random = new(1);
        ulong[] single = Enumerable.Range(0, 64).Select(bit => 1ul << bit).Append(0ul).ToArray();
        return [.. single, .. single.Select(word => ~word), .. Enumerable.Range(0, RandomBackgrounds).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue))];
    }

    private static ParameterInfo[] ParametersOf(Type type) => ConstructorOf(type).GetParameters();

    private static ConstructorInfo ConstructorOf(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single(constructor => constructor.GetParameters().Length > 0);

    private static int WidthOf(Type type) => ParametersOf(type).Sum(parameter => BitsOf(parameter.ParameterType));

    private static int BitsOf(Type number) => number == typeof(ushort) ? 16 : number == typeof(uint) ? 32 : 64;

    private static object Make(Type type, ulong value)
    {
        List<object> arguments = [];
        foreach (ParameterInfo parameter in ParametersOf(type))
        {
            int bits = BitsOf(parameter.ParameterType);
            arguments.Add(bits switch { 16 => (ushort)value, 32 => (uint)value, _ => (object)value });
            value = bits == 64 ? 0 : value >> bits;
        }

        return ConstructorOf(type).Invoke([.. arguments]);
    }
}
