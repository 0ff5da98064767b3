using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// The terminals of a container: numbers 0, the console, and 1 on, its ttys, of its new devpts, which therefore are its
/// /dev/pts/0 and so on.
/// </summary>
internal static class ConsolePlan
{
    /// <summary>Where systemd looks for the terminals that it is to offer logins on (its Container Interface).</summary>
    public const string Variable = "container_ttys";

    public static void Add(PlanWriter writer, SlotTable slots, ResolvedLaunch launch)
    {
        if (launch.Console?.Holder is not { } holder || launch.Spec.Console is not { } console)
            return;
        var slot = slots.Add(holder);
        Terminal(writer, slot, 0, "console", console.TtyFolder, launch.Uid);
        for (var number = 1; number <= console.Ttys; number++)
            Terminal(writer, slot, number, "tty" + Text(number), console.TtyFolder, 0);
    }

    public static string? Ttys(ContainerSpec spec) => spec.Console is { Terminal: true, Ttys: > 0 } console
        ? string.Join(' ', Enumerable.Range(1, console.Ttys).Select(number => "pts/" + Text(number)))
        : null;

    private static void Terminal(PlanWriter writer, int slot, int number, string name, string? folder, uint uid)
    {
        var path = writer.Text(folder is null ? $"/dev/{name}" : $"/dev/{folder}/{name}");
        ref var op = ref writer.Add(PlanOpKind.Terminal);
        op.Slot = slot;
        op.Number = (uint)number;
        op.Text1 = path;
        op.Arg1 = uid;
        if (folder is null)
            return;
        var (link, target) = (writer.Text($"/dev/{name}"), writer.Text($"{folder}/{name}"));
        ref var symlink = ref writer.Add(PlanOpKind.Symlink);
        symlink.Text1 = link;
        symlink.Text2 = target;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
