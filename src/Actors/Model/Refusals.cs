using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>Says why the table refuses, and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>What whoever waits for an end is told when SIGKILL does not bring it.</summary>
    public static string Stuck(string name, IReadOnlyList<string> tasks)
    {
        const int Most = 5;
        string more = tasks.Count > Most ? $" and {tasks.Count - Most} more" : "";
        return $"{name} is STUCK: it was killed, and still has tasks in the kernel that no signal reaches (pid, name, state): "
            + $"{string.Join(", ", tasks.Take(Most))}{more}. They end once what they wait for, mostly a disk or a network file system, "
            + "answers or fails; its end is recorded then. /proc/PID/stack shows where they wait.";
    }

    public static Decision Conflict(ContainerState state, Order order)
    {
        string what = order.Kind switch
        {
            OrderKind.RemoveForced => "remove",
            OrderKind.Attach => "attach to",
            OrderKind.Snapshot => "take a snapshot of",
            _ => order.Kind.ToString().ToLowerInvariant(),
        };
        string hint = Hint(state.Phase, order.Kind);
        return Decision.Refuse(
            RefusalKind.Conflict, $"Cannot {what} {state.Name}: it is {state.Phase.ToString().ToUpperInvariant()}.{hint}");
    }

    private static string Hint(ContainerPhase phase, OrderKind kind) => (phase, kind) switch
    {
        (ContainerPhase.Stopped, _) => " Start it first.",
        (_, OrderKind.Restore) => " Stop it first, or restore the snapshot to a new container (--to NAME).",
        (_, OrderKind.Remove) => " Stop it first, or use --force.",
        (ContainerPhase.Frozen, OrderKind.Start or OrderKind.Exec) => " Thaw it first.",
        (ContainerPhase.Starting or ContainerPhase.Freezing or ContainerPhase.Thawed, _) => " Try again in a moment.",
        (ContainerPhase.Stopping or ContainerPhase.Aborting, _) => " Wait until it has stopped.",
        _ => "",
    };
}
