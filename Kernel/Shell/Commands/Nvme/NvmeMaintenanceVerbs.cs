using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs for firmware, self-tests and sanitizing.</summary>
internal static class NvmeMaintenanceVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("fw-download", "Brings a firmware image to a controller", Download, "fw|f=FILE", "xfer|x=NUM", "offset|o=NUM", "progress|p", "ignore-ovr|i"),
        new("fw-commit", "Puts a downloaded image into a slot, or activates one", Commit, "slot|s=NUM", "action|a=NUM", "bpid|b=NUM", "force"),
        new("device-self-test", "Starts, stops or shows a self-test", SelfTest, "namespace-id|n=NUM", "self-test-code|s=NUM", "wait|w"),
        new("sanitize", "Destroys all data of a subsystem", Sanitize, "no-dealloc|d", "oipbp|i", "owpass|n=NUM", "ause|u", "sanact|a=ACTION", "ovrpat|p=NUM", "force"),
    ];

    private static int Download(NvmeCall call)
    {
        string path = call.Text("fw") ?? throw new UsageException("say which image, with --fw");
        byte[] image;
        try
        {
            image = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"{path}: {FileErrors.Describe(exception)}");
        }

        if (image.Length == 0 || image.Length % sizeof(uint) != 0)
        {
            throw new CommandFailedException($"{path} has {image.Length} bytes; images are multiples of 4");
        }

        Action<int>? progress = null;
        if (call.Has("progress"))
        {
            progress = done => call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Firmware download: {done} of {image.Length} bytes"));
        }

        // The offset counts dwords, as in nvme-cli.
        uint offset = call.Number32("offset", most: uint.MaxValue / sizeof(uint)) * sizeof(uint);
        call.Check(call.Commands.DownloadFirmware(image, offset, (int)call.Number32("xfer", most: int.MaxValue), progress, call.Has("ignore-ovr")));
        call.Output.WriteLine("Firmware download success");
        return 0;
    }

    private static int Commit(NvmeCall call)
    {
        int slot = (int)call.Number32("slot", most: 7);
        int action = (int)call.Number32("action", most: 7);
        call.Confirm(uint.MaxValue, action is 0 or 1 or 3 ? $"replaces the firmware in slot {slot}" : $"changes which firmware runs, to that in slot {slot}");
        NvmeAnswer answer = call.Commands.CommitFirmware(slot, action, (int)call.Number32("bpid", most: 1));

        // Some statuses say that all is well, but that the image runs only after a reset.
        string? needed = answer.Outcome != NvmeOutcome.Completed ? null : answer.Status.TypeCode switch
        {
            0x10b => "a controller reset",
            0x110 => "an NVM subsystem reset",
            0x111 => "a reset",
            _ => null,
        };
        if (needed is null)
        {
            call.Check(answer);
        }

        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Success committing firmware action:{action} slot:{slot}"));
        if (needed is not null)
        {
            call.Output.WriteLine($"It runs after {needed}.");
        }

        return 0;
    }

    private static int SelfTest(NvmeCall call)
    {
        const int Abort = 0xf;
        int code = (int)call.Number32("self-test-code", most: 15);
        if (code == 0)
        {
            call.Check(call.Commands.ReadSelfTests(out SelfTestLog? log));
            call.Output.WriteLine(log!.Operation == 0 ? "no device self-test operation in progress" : string.Create(CultureInfo.InvariantCulture, $"self-test {log.Operation} in progress: {log.Percent}%"));
            return 0;
        }

        call.Check(call.Commands.TestSelf(call.NamespaceOr(uint.MaxValue)!.Value, code));
        call.Output.WriteLine(code switch
        {
            1 => "Short Device self-test started",
            2 => "Extended Device self-test started",
            Abort => "Aborting device self-test operation",
            _ => "Vendor specific Device self-test started",
        });
        return call.Has("wait") && code != Abort ? Wait(call) : 0;
    }

    private static int Wait(NvmeCall call)
    {
        int shown = -1;
        while (true)
        {
            call.Check(call.Commands.ReadSelfTests(out SelfTestLog? log));
            if (log!.Operation == 0)
            {
                int result = log.Result(0).Status & 0xf;
                call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"self-test done, result {result}"));
                return result == 0 ? 0 : ExitStatus.Failed;
            }

            if (log.Percent != shown)
            {
                shown = log.Percent;
                call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shown}%"));
                call.Output.Flush();
            }

            if (call.Context.Interrupted.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
            {
                return ExitStatus.Interrupted;
            }
        }
    }

    private static int Sanitize(NvmeCall call)
    {
        SanitizeAction action = call.Text("sanact") switch
        {
            "1" or "0x1" or "exit-failure" => SanitizeAction.ExitFailureMode,
            "2" or "0x2" or "start-block-erase" => SanitizeAction.BlockErase,
            "3" or "0x3" or "start-overwrite" => SanitizeAction.Overwrite,
            "4" or "0x4" or "start-crypto-erase" => SanitizeAction.CryptoErase,
            _ => throw new UsageException("say what to do, with --sanact: 1 or exit-failure, 2 or start-block-erase, 3 or start-overwrite, 4 or start-crypto-erase"),
        };
        if (action != SanitizeAction.ExitFailureMode)
        {
            call.Confirm(uint.MaxValue, "destroys all data of the whole NVM subsystem, and nothing can stop it once it has begun");
        }

        SanitizeSettings settings = new(call.Has("ause"), (byte)call.Number32("owpass", most: 15), call.Has("oipbp"), call.Has("no-dealloc"), call.Number32("ovrpat"));
        call.Check(call.Commands.Sanitize(action, settings));
        call.Output.WriteLine("sanitize: started; 'nvme sanitize-log' shows how far it is");
        return 0;
    }
}
