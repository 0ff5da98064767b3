using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Options about terminals that several verbs have.</summary>
internal static class ConsoleOptions
{
    public static Option Keys { get; } = new("--detach-keys", null, "KEYS", $"Keys that leave it running, e.g. ctrl-x,x (default {DetachKeys.Default}, or ${DetachKeys.Variable}; none)");

    public static Option Ttys { get; } = new("--ttys", null, "N", "Terminals /dev/tty1 … beside the console, for orch console -t N");

    public static DetachKeys ReadKeys(Invocation call) => DetachKeys.Parse(
        call.Arguments.Get(Keys) ?? (call.Surroundings.Environment.TryGetValue(DetachKeys.Variable, out var keys) ? keys : DetachKeys.Default));
}
