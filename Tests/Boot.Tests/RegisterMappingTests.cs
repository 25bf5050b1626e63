using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>QEMU's walk through the page tables shows how device registers are mapped.</summary>
[Category("Machine")]
internal sealed partial class RegisterMappingTests
{
    private const string Prompt = "cosmos> ";
    private const ulong PageMask = 0xfff;

    // Cache disable and write-through together are strongly uncached; a large page would take neighbours along.
    [Category("Pitfall")]
    [Property("Pitfall", 48)]
    [TestCase(MachineType.Q35)]
    [TestCase(MachineType.Pc, Category = "Long")]
    public async Task Registers_OfTheNvmeController_AreMappedUncachedAndNotExecutable(MachineType board)
    {
        using FileDisk disk = new(512);
        await using Machine machine = Machine.Start(new MachineProfile { Machine = board, Controllers = [disk.Controller], TimeLimit = Boots.Limit });
        await machine.ExpectAsync(Prompt, Boots.Limit);
        (ulong first, ulong last) = NvmeBar(await machine.MonitorAsync("info pci"));
        string tables = await machine.MonitorAsync("info tlb");

        (ulong Physical, string Flags)[] pages =
        [
            .. Page().Matches(tables)
                .Select(match => (Physical: Hex(match.Groups["physical"].Value), match.Groups["flags"].Value))
                .Where(page => page.Physical >= (first & ~PageMask) && page.Physical <= last),
        ];
        Assert.That(pages, Has.Length.GreaterThanOrEqualTo((int)((last - first + 1) / (PageMask + 1))), "Every page of the BAR is mapped.");
        Assert.That(pages.Select(page => page.Flags), Has.All.Matches<string>(flags => flags[0] == 'X' && flags[2] == '-' && flags[5] == 'C' && flags[6] == 'T' && flags[7] == '-'), string.Join('\n', pages));
    }

    private static (ulong First, ulong Last) NvmeBar(string qemu)
    {
        string text = qemu.Split("Bus ", StringSplitOptions.RemoveEmptyEntries).Single(device => device.Contains("1b36:0010", StringComparison.Ordinal));
        Match bar = Bar().Match(text);
        Assert.That(bar.Success, qemu);
        return (Hex(bar.Groups["first"].Value), Hex(bar.Groups["last"].Value));
    }

    private static ulong Hex(string digits) => ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"BAR0: 64 bit memory at 0x(?<first>[0-9a-f]+) \[0x(?<last>[0-9a-f]+)\]")]
    private static partial Regex Bar();

    // QEMU prints: not executable, global, large, dirty, accessed, cache disabled, write-through, user, writable.
    [GeneratedRegex(@"^[0-9a-f]+: (?<physical>[0-9a-f]+) (?<flags>[A-Z-]{9})\r?$", RegexOptions.Multiline)]
    private static partial Regex Page();
}
