using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lsm.Landlock;

/// <summary>Whether rules are possible, and whether this kernel can carry all of them out.</summary>
internal static class LandlockCheck
{
    private const int MostRules = 1000;

    /// <param name="version">The kernel's ABI; null where Landlock is not active.</param>
    public static string? Check(LandlockSpec? spec, int? version)
    {
        if (spec is null)
            return null;
        if (spec is { Paths: null, Bind: null, Connect: null } && spec.Scopes is not { Count: > 0 })
            return "The Landlock rules are empty. Leave them out.";
        foreach (var path in spec.Paths ?? [])
        {
            if (path?.Access is null || LandlockRights.OfFiles(path.Access) is null)
                return $"'{path?.Access}' is no kind of access for Landlock. Known: ro, rx, rw, rwx.";
            if (PathCheck.Check(path.Path ?? "", "path of a Landlock rule") is { } bad)
                return bad;
        }
        foreach (var port in (spec.Bind ?? []).Concat(spec.Connect ?? []))
        {
            if (port is < 0 or > ushort.MaxValue)
                return $"The port {port} of a Landlock rule is not from 0 to 65535.";
        }
        foreach (var scope in spec.Scopes ?? [])
        {
            if (scope is null || LandlockRights.OfScope(scope) is null)
                return $"'{scope}' is no scope of Landlock. Known: abstract-unix, signal.";
        }
        if ((spec.Paths?.Count ?? 0) + (spec.Bind?.Count ?? 0) + (spec.Connect?.Count ?? 0) > MostRules)
            return $"There are more than {MostRules} Landlock rules.";
        if (version is not { } have)
            return "Landlock rules are asked for, but Landlock is not active on this host (orch lsm status). Leave them out, or boot with landlock in lsm=.";
        var (needed, what) = LandlockRights.Needed(spec);
        return have < needed
            ? $"Landlock {what} are asked for; this kernel has Landlock's ABI {have} and they need {needed}. They would be in force in part only, so they are refused."
            : null;
    }
}
