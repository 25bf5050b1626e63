using System;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>A person before the machine: what the screen shows, and what the keyboard does.</summary>
[Category("Boot")]
[Parallelizable(ParallelScope.All)]
internal sealed class ScreenTests
{
    private const string Prompt = "cosmos> ";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static MachineProfile Text => new() { VideoMode = "text", TimeLimit = Boots.Limit };

    [TestCase("1024x768x32")]
    [TestCase("1024x768x24", Category = "Long")]
    [TestCase("800x600x16", Category = "Long")]
    public async Task Keys_OnAFramebuffer_AreAnsweredOnScreenAndSerialLine(string mode)
    {
        await using Machine machine = Machine.Start(new MachineProfile { Boot = BootPath.Bios, VideoMode = mode, TimeLimit = Boots.Limit });
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.Screen.TypeAsync("echo Two Words\n");
        await machine.Screen.ExpectAsync("cosmos> echo Two Words\nTwo Words\ncosmos>", s_limit);
        Assert.That(machine.ConsoleText, Does.Contain("cosmos> echo Two Words\nTwo Words\ncosmos> "));
        await PowerOffAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Keys_OnAVgaTextScreen_AreAnswered()
    {
        await using Machine machine = Machine.Start(Text with { Machine = MachineType.Pc });
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.Screen.TypeAsync("lscpu\n");
        await machine.Screen.ExpectAsync("Hypervisor:", s_limit);
        await PowerOffAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Keys_AndTheSerialLine_WorkSideBySide()
    {
        await using Machine machine = Machine.Start(Text);
        await machine.ExpectAsync(Prompt, s_limit);
        await machine.Screen.TypeAsync("echo from");
        await machine.ExpectAsync("echo from", s_limit);
        await machine.SendAsync(" both\n");
        await machine.Screen.ExpectAsync("\nfrom both\n", s_limit);
        await PowerOffAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Keys_WithModifiersAndCursor_EditTheLine()
    {
        await using Machine machine = Machine.Start(Text);
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.Screen.TypeAsync("cho xyz");
        await machine.Screen.PressAsync("home");
        await machine.Screen.TypeAsync("e");
        await machine.Screen.PressAsync("end");
        await machine.Screen.PressAsync("backspace");
        await machine.Screen.PressAsync("left");
        await machine.Screen.PressAsync("delete");
        await machine.Screen.PressAsync("ctrl", "w");
        await machine.Screen.TypeAsync("ok\n");
        await machine.Screen.ExpectAsync("cosmos> echo ok\nok\n", s_limit);
        await machine.Screen.PressAsync("up");
        await machine.Screen.PressAsync("ret");
        await machine.Screen.ExpectAsync("ok\ncosmos> echo ok\nok\n", s_limit);
        await PowerOffAsync(machine);
    }

    [TestCase(MachineType.Q35, BootPath.Direct)]
    [TestCase(MachineType.Pc, BootPath.Direct, Category = "Long")]
    [TestCase(MachineType.Q35, BootPath.Uefi, Category = "Long")]
    public async Task Keys_OfAUsbKeyboard_WorkWhereThereIsNoOther(MachineType type, BootPath boot)
    {
        await using Machine machine = Machine.Start(Text with
        {
            Machine = type,
            Boot = boot,
            VideoMode = boot == BootPath.Direct ? "text" : "800x600x32",
            QemuArguments = ["-machine", "i8042=off", "-device", "qemu-xhci,id=usb", "-device", "usb-kbd,bus=usb.0"],
        });
        await machine.Screen.ExpectAsync("keyboard: USB", s_limit);
        await machine.Screen.TypeAsync("echo from USBX");
        await machine.Screen.PressAsync("backspace");
        await machine.Screen.PressAsync("ret");
        await machine.Screen.ExpectAsync("\nfrom USB\ncosmos>", s_limit);
        await machine.Screen.TypeAsync("poweroff\n");
        await ExpectOrderlyAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Keys_OfTheGermanLayout_AreItsOwn()
    {
        await using Machine machine = Machine.Start(Text with { KernelArguments = "keymap=de" });
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.Screen.TypeAsync("echo yz-;'\n");
        await machine.Screen.ExpectAsync("\nzyßöä\n", s_limit);
        await machine.Screen.TypeAsync("poweroff\n");
        await ExpectOrderlyAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Log_InTheMiddleOfALine_GoesAboveIt()
    {
        await using Machine machine = Machine.Start(Text);
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.Screen.TypeAsync("echo -n be; logger -p warning hot; echo fore\n");
        await machine.Screen.ExpectAsync("warning: hot\nbefore\ncosmos>", s_limit);
        await PowerOffAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Output_LongerThanTheScreen_EndsOnIt()
    {
        await using Machine machine = Machine.Start(new MachineProfile { Boot = BootPath.Bios, VideoMode = "1024x768x32", TimeLimit = Boots.Limit });
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.SendAsync("dmesg; help; dmesg; echo the end\n");
        string shown = await machine.Screen.ExpectAsync("\nthe end\ncosmos>", s_limit);
        Assert.That(shown.Split('\n'), Has.Length.EqualTo(48), "The screen is full.");
        Assert.That(shown, Does.Not.Contain(ScreenText.Unknown));
        await PowerOffAsync(machine);
    }

    [TestCase("text", BootPath.Direct)]
    [TestCase("1024x768x32", BootPath.Bios, Category = "Long")]
    public async Task Panic_WithAScreen_CanBeReadThere(string mode, BootPath boot)
    {
        // Without its exit port the machine stops, as a real one does, and the panic stays.
        await using Machine machine = Machine.Start(new MachineProfile { VideoMode = mode, Boot = boot, KernelArguments = "exit-port=0", Cpus = 4, TimeLimit = Boots.Limit });
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        await machine.Screen.TypeAsync("panic nucleus-page-fault\n");
        string shown = await machine.Screen.ExpectAsync("ShellKernel.Run", s_limit);
        Assert.That(shown, Does.Contain("exception 14 (page fault) in the nucleus").And.Contain("#0 ").And.Contain("PowerServices.Crash"));
        Assert.That(shown, Does.Contain("cosmos> panic nucleus-page-fault"), "What led there is gone.");
    }

    [Test]
    [Category("Long")]
    public async Task Console_Screen_LeavesTheSerialLineAlone()
    {
        await using Machine machine = Machine.Start(Text with { KernelArguments = "console=screen" });
        await machine.Screen.ExpectAsync(Prompt.Trim(), s_limit);
        Assert.That(machine.ConsoleText, Is.Empty);
        await machine.Screen.TypeAsync("poweroff\n");
        await ExpectOrderlyAsync(machine);
    }

    private static async Task PowerOffAsync(Machine machine)
    {
        await machine.SendAsync("poweroff\n");
        await ExpectOrderlyAsync(machine);
    }

    private static async Task ExpectOrderlyAsync(Machine machine)
    {
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
    }
}
