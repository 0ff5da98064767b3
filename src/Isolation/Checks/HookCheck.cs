using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Checks;

internal static class HookCheck
{
    private const int MostHooks = 64;

    public static string? Check(ContainerSpec spec)
    {
        if (spec.Hooks is not { } hooks)
            return null;
        if (hooks.Count > MostHooks)
            return $"There are {hooks.Count} hooks; at most {MostHooks} are taken.";
        foreach (var hook in hooks)
        {
            if (PathCheck.Check(hook.Program, "hook") is { } bad)
                return bad;
            if (hook.Kind != HookKind.Start && !File.Exists(hook.Program))
                return $"The hook {hook.Program} does not exist.";
            if (hook.Arguments.Count == 0 || hook.Arguments.Count + hook.Environment.Count > PlanValidator.MostHookBytes / 4)
                return $"The hook {hook.Program} has no name, or more than {PlanValidator.MostHookBytes / 4} arguments and variables.";
            if (hook.Arguments.Concat(hook.Environment.Keys).Concat(hook.Environment.Values).Any(text => text.Contains('\0')))
                return $"The hook {hook.Program} has a NUL character in its arguments or environment.";
        }
        return null;
    }
}
