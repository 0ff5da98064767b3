using System.Globalization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>Files of /proc/PID that are a setting of the process and nothing else.</summary>
internal static class ProcFileCheck
{
    private static readonly string[] Known = ["autogroup", "comm", "coredump_filter", "oom_score_adj", "timerslack_ns"];

    public static string? Check(ContainerSpec spec)
    {
        foreach (var (name, value) in spec.ProcFiles ?? new Dictionary<string, string>())
        {
            if (!Known.Contains(name))
                return $"/proc/PID/{name} is not set by the engine. Known: {string.Join(", ", Known)}.";
            if (string.IsNullOrEmpty(value) || value.Length > 64 || value.Contains('\0'))
                return $"The value for /proc/PID/{name} is empty, longer than 64 characters, or holds a NUL.";
            if (name == "oom_score_adj"
                && !(int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var score) && score is >= -1000 and <= 1000))
            {
                return $"oom_score_adj is from -1000 to 1000, not '{value}'.";
            }
        }
        return null;
    }
}
