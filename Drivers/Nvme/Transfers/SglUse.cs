using System;

namespace CosmosNvme.Nvme;

/// <summary>Whether and how reads and writes of a controller describe their data by SGLs. The default: not at all.</summary>
/// <param name="MostDescriptors">Descriptors of the longest list; 0: data is always described by PRPs.</param>
/// <param name="ReachesEveryByte">True if that makes data reachable which does not start on a dword.</param>
internal readonly record struct SglUse(int MostDescriptors, bool ReachesEveryByte)
{
    /// <summary>True if they do.</summary>
    internal bool IsOn => MostDescriptors != 0;

    /// <summary>What a controller offers, unless it must not be used.</summary>
    /// <param name="support">SGLS.</param>
    /// <param name="options">How the controller is to be run.</param>
    /// <param name="listEntries">Length of each slot's PRP list, whose memory the descriptors share.</param>
    internal static SglUse Of(SglSupport support, NvmeOptions options, int listEntries)
    {
        if (!support.IsOffered || !options.UsesSgls || options.Quirks.HasFlag(NvmeQuirks.NoSgls))
        {
            return default;
        }

        int room = Math.Max(listEntries * sizeof(ulong) / SglDescriptor.Bytes, 1);
        int most = support.RecommendedDescriptors == 0 ? room : Math.Min(room, (int)support.RecommendedDescriptors);
        return new SglUse(most, support.ReachesEveryByte);
    }
}
