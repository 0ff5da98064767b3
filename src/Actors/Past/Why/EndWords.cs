using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Past.Why;

/// <summary>What an exit record means.</summary>
internal static class EndWords
{
    private const int SignalBase = 128;

    /// <summary>E.g. "was killed by the kernel because its own memory limit of 64 MiB was reached".</summary>
    public static string Of(ExitView exit, ContainerSpec spec)
    {
        if (exit.Unknown)
            return $"ended, and nobody can tell how: {exit.Reason}";
        if (exit.TimedOut)
            return $"was killed because it ran longer than its time limit{(spec.Timeout is { } limit ? $" of {Words.Span(limit)}" : "")}";
        if (exit.Oom)
            return Memory(exit, spec);
        return exit.Ending is { } ending ? ByOrder(exit, ending) : Status(exit);
    }

    /// <summary>The status alone: "ended with code 3".</summary>
    public static string Status(ExitView exit)
    {
        if (exit.System is { } system)
            return system == SystemEnd.Halt ? "shut itself down" : "rebooted itself";
        if (exit.Signal is { } signal)
            return $"was ended by {Words.Signal(signal)}{Meaning(signal)}{(exit.CoreDumped ? ", and a core file was written" : "")}";
        return exit.Code switch
        {
            0 => "ended by itself with code 0 (success)",
            > SignalBase and <= SignalBase + SignalNames.Most and var code =>
                $"ended by itself with code {code} (as shells say for {Words.Signal(code - SignalBase)})",
            var code => $"ended by itself with code {code} (failure)",
        };
    }

    private static string Memory(ExitView exit, ContainerSpec spec)
    {
        string limit = exit.OomLevel switch
        {
            "node" => "the memory limit of all containers of this node was reached",
            "host" => "the host ran out of memory",
            _ => spec.Resources.MemoryBytes is > 0 and var bytes
                ? $"its own memory limit of {Words.Bytes(bytes)} was reached"
                : "its own memory limit was reached",
        };
        string processes = exit.OomKills > 1 ? $" ({exit.OomKills} of its processes were killed)" : "";
        return exit.Signal == 9
            ? $"was killed by the kernel because {limit}{processes}"
            : $"{Status(exit)} after the kernel had killed {Words.Count(exit.OomKills, "process", "processes")} of it because {limit}";
    }

    private static string ByOrder(ExitView exit, Ending ending)
    {
        string who = Words.Who(ending.By);
        string how = exit.Signal is { } signal ? $"by {Words.Signal(signal)}" : $"with code {exit.Code}";
        return ending.Cause switch
        {
            EndCause.Stop => $"ended ({how}) because {who} asked it to stop",
            EndCause.StopOverdue => $"was killed because it did not end in time after {who} had asked it to stop",
            EndCause.Kill => $"was killed by {who}",
            EndCause.Removal => $"was killed because {who} removed it",
            EndCause.TimeLimit => "was killed because it ran longer than its time limit",
            _ => $"was ended by {Words.Signal(ending.Signal ?? 0)}, which {who} sent",
        };
    }

    private static string Meaning(int signal) => signal switch
    {
        4 => " (illegal instruction)",
        6 => " (it gave up: abort)",
        7 => " (bus error)",
        8 => " (arithmetic error)",
        11 => " (segmentation fault)",
        13 => " (it wrote to a closed pipe)",
        31 => " (a forbidden system call)",
        _ => "",
    };
}
