using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CosmosNvme.Nvme;

/// <summary>
/// Names of a namespace that do not depend on where or in which order controllers are found, in the form that Linux's udev gives them in
/// /dev/disk/by-id: by model and serial number, and by the namespace's own unique id.
/// </summary>
internal static class StableNames
{
    /// <summary>The names; none repeats, and none holds a slash.</summary>
    internal static IReadOnlyList<string> Of(IdentifyController controller, uint id, IdentifyNamespace identify, NamespaceDescriptors? descriptors)
    {
        List<string> names = [];
        string model = Word(controller.ModelNumber) + "_" + Word(controller.SerialNumber);
        if (id == 1)
        {
            // As it was before namespaces were in the name; scripts know it.
            names.Add($"nvme-{model}");
        }

        names.Add(string.Create(CultureInfo.InvariantCulture, $"nvme-{model}_{id}"));
        names.Add("nvme-" + WorldWideId(controller, id, identify, descriptors));
        return names.Distinct(StringComparer.Ordinal).ToArray();
    }

    /// <summary>The id that Linux shows as wwid: UUID, NGUID, EUI-64, or else one made of vendor, serial and model.</summary>
    internal static string WorldWideId(IdentifyController controller, uint id, IdentifyNamespace identify, NamespaceDescriptors? descriptors)
    {
        if (descriptors?.Uuid is Guid uuid && uuid != Guid.Empty)
        {
            return $"uuid.{uuid}";
        }

        if (identify.GloballyUniqueId.ContainsAnyExcept((byte)0))
        {
            return "eui." + Convert.ToHexStringLower(identify.GloballyUniqueId);
        }

        if (identify.ExtendedUniqueId.ContainsAnyExcept((byte)0))
        {
            return "eui." + Convert.ToHexStringLower(identify.ExtendedUniqueId);
        }

        string serial = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(controller.SerialNumber));
        string model = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(controller.ModelNumber));
        return string.Create(CultureInfo.InvariantCulture, $"nvme.{controller.VendorId:x4}-{serial}-{model}-{id:x8}");
    }

    // Blanks become underscores, and so does what a name in a folder, or a shell, would trip over.
    private static string Word(string text) =>
        string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or ':' or '+' or '=' ? character : '_'));
}
