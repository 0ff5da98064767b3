using System.Collections.Frozen;
using Orchestrator.Actors.Messages.Containers;
using static Orchestrator.Actors.Model.OrderKind;
using static Orchestrator.Actors.Model.Verdict;

namespace Orchestrator.Actors.Model;

/// <summary>The one place that says what is allowed when. Columns are the phases in the order of the enum.</summary>
internal static class TransitionTable
{
    private static readonly FrozenDictionary<OrderKind, Verdict[]> Rows = new Dictionary<OrderKind, Verdict[]>
    {
        //                  Stopped Starting Running Frozen Stopping Freezing Thawed Aborting
        [Start] =          [Go,     Join,    Done,   No,    No,      No,      Done,  No],
        [Stop] =           [Go,     Go,      Go,     Go,    Join,    Go,      Go,    Join],
        [Restart] =        [Go,     No,      Go,     Go,    No,      Go,      Go,    No],
        [Kill] =           [No,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Signal] =         [No,     No,      Go,     Go,    Go,      Go,      Go,    No],
        [Freeze] =         [No,     Go,      Go,     Go,    No,      Go,      No,    No],
        [Thaw] =           [No,     Go,      Done,   Go,    No,      Go,      Join,  No],
        [Update] =         [Go,     No,      Go,     Go,    No,      No,      No,    No],
        [Hotplug] =        [No,     No,      Go,     Go,    No,      No,      No,    No],
        [Exec] =           [No,     No,      Go,     No,    No,      No,      No,    No],
        [Attach] =         [No,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Rename] =         [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Files] =          [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Remove] =         [Go,     No,      No,     No,    No,      No,      No,    No],
        [RemoveForced] =   [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Snapshot] =       [Go,     No,      Go,     Go,    No,      No,      No,    No],
        [Restore] =        [Go,     No,      No,     No,    No,      No,      No,    No],
        [RemoveSnapshot] = [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Copy] =           [Go,     No,      Go,     Go,    No,      No,      No,    No],
        [CopySnapshot] =   [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [Launched] =       [Late,   Go,      Late,   Late,  Go,      Late,    Late,  Go],
        [LaunchFailed] =   [Late,   Go,      Late,   Late,  Go,      Late,    Late,  Go],
        [Ended] =          [Late,   Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [FreezeDone] =     [Late,   Late,    Late,   Late,  Late,    Go,      Late,  Late],
        [FreezeFailed] =   [Late,   Late,    Late,   Late,  Late,    Go,      Late,  Late],
        [ThawDone] =       [Late,   Late,    Late,   Late,  Late,    Late,    Go,    Late],
        [ThawFailed] =     [Late,   Late,    Late,   Late,  Late,    Late,    Go,    Late],
        [StopOverdue] =    [Late,   Late,    Late,   Late,  Go,      Late,    Late,  Late],
        [DeadlinePassed] = [Late,   Late,    Go,     Go,    Late,    Go,      Go,    Late],
        [RestartDue] =     [Go,     Late,    Late,   Late,  Late,    Late,    Late,  Late],
        [LeaseOver] =      [Late,   Late,    Late,   Go,    Late,    Late,    Late,  Late],
        [KillOverdue] =    [Late,   Late,    Late,   Late,  Late,    Late,    Late,  Go],
        [StoreDone] =      [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [StoreFailed] =    [Go,     Go,      Go,     Go,    Go,      Go,      Go,    Go],
        [HealthFound] =    [Late,   Late,    Go,     Late,  Late,    Late,    Late,  Late],
    }.ToFrozenDictionary();

    public static Verdict Look(OrderKind kind, ContainerPhase phase) => Rows[kind][(int)phase];
}
