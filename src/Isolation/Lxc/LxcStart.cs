using System.Globalization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.start.* and lxc.group</summary>
internal static class LxcStart
{
    private static readonly char[] Blanks = [' ', '\t'];

    public static void Apply(LxcBuilder builder)
    {
        var settings = builder.Settings;
        string[] groups = [.. settings.All("lxc.group").SelectMany(item => item.Value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        var start = new AutostartSpec(builder.Flag("lxc.start.auto"), Number(settings.Value("lxc.start.delay")), Number(settings.Value("lxc.start.order")), groups);
        if (start.Auto || start.Delay != 0 || start.Order != 0 || groups.Length > 0)
            builder.Spec = builder.Spec with { Autostart = start };
    }

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
