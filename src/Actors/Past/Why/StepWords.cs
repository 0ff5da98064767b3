using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Past.Why;

/// <summary>Each event of a container as a sentence; null for those that say nothing about its state.</summary>
internal static class StepWords
{
    public static string? Of(Step step)
    {
        string who = Words.Who(step.Record.Caller);
        return step.Record.Event switch
        {
            ContainerCreated { Job: { } job } => $"batch {job.Batch} of {who} created it as member {job.Index} of job {job.Job}",
            ContainerCreated { Origin: { } origin } => $"{who} made it as a copy of {origin.Name}{(origin.Snapshot is { } name ? $", as that was in the snapshot {name}" : "")}",
            ContainerCreated => $"{who} created it",
            ContainerConsoleOpened => $"{who} was given its console",
            ContainerRebooted e => $"the system in it rebooted itself, which ended attempt {e.Attempt}",
            ContainerStartRequested { ByPolicy: true } e when step.Before is { Rebooting: true } => $"its reboot went on with attempt {e.Attempt}",
            ContainerStartRequested { ByPolicy: true } e => $"its restart policy started attempt {e.Attempt}",
            ContainerStartRequested e when Restart(step) is not null => $"attempt {e.Attempt} began, as the restart asks for",
            ContainerStartRequested e when step.Before?.Job is { } job => $"batch {job.Batch} started attempt {e.Attempt}",
            ContainerStartRequested e => $"{who} started attempt {e.Attempt}",
            ContainerStarted e => $"attempt {e.Attempt} ran (pid {e.Init.Pid})",
            ContainerAdopted e => $"attempt {e.Attempt} went on through a restart of the daemon",
            ContainerStartFailed e => $"attempt {e.Attempt} could not be started: {e.Failure.Step}: {e.Failure.Message}",
            ContainerExited e when step.After?.Exit is { } exit => $"attempt {e.Attempt} {EndWords.Of(exit, Spec(step))}{After(exit)}",
            ContainerStopRequested { ThenStart: true } e => $"{who} asked it to restart ({Words.Signal(e.Signal)}, {Words.Span(e.Timeout)} to end)",
            ContainerStopRequested e => $"{who} asked it to stop ({Words.Signal(e.Signal)}, {Words.Span(e.Timeout)} to end)",
            ContainerKillRequested { Reason: KillReason.StopOverdue } => "it did not end within the time to stop and was killed",
            ContainerKillRequested { Reason: KillReason.Removal } => $"it was killed to be removed by {who}",
            ContainerKillRequested => $"{who} killed it",
            ContainerSignalRequested e => $"{who} sent it {Words.Signal(e.Signal)}",
            ContainerTimedOut e => $"its time limit of {Words.Span(e.Limit)} was over, and it was killed",
            ContainerStuck e => $"SIGKILL did not end it: {string.Join(", ", e.Tasks)} sleep where no signal reaches them",
            ContainerRestartScheduled e when step.Before is { Rebooting: true } => $"attempt {e.Attempt} was planned in {Words.Span(e.Delay)}",
            ContainerRestartScheduled e => $"its restart policy ({RestartWords.Name(Spec(step).Restart)}) planned attempt {e.Attempt} in {Words.Span(e.Delay)}",
            ContainerRestartCancelled => $"{who} called off the next start",
            ContainerFreezeRequested e => $"{who} asked to freeze it{Reason(e.Reason)}{(e.Lease is { } lease ? $", for {Words.Span(lease)}" : "")}",
            ContainerFreezeHeld e => $"{who} asked to keep it frozen too{Owner(e.Owner)}{Reason(e.Reason)}{(e.Lease is { } lease ? $", for {Words.Span(lease)}" : "")}",
            ContainerFreezeReleased e => $"the freeze by {e.Owner} ended{(step.After?.Holds is { Count: > 0 } holds ? $"; {FreezeRules.Owners(holds)} still held it" : "")}",
            ContainerOomKilled e => $"the kernel killed its process {e.Process} (pid {e.Pid}) for want of memory: the limit of {(e.Level == "container" ? "the container" : e.Level == "node" ? "all containers of the node" : "the host")} was reached",
            ContainerHealthChanged { Status: HealthStatus.Healthy } => "its healthcheck found it healthy",
            ContainerHealthChanged e => $"its healthcheck found it unhealthy after {e.Failures} failure{(e.Failures == 1 ? "" : "s")} in a row: {e.Problem ?? $"exit code {e.ExitCode}"}",
            ContainerPressed e => $"the engine {PressureWord(e.Action)}: {e.Why}",
            ContainerReclaimed { Problem: { } problem } => $"its memory was not reclaimed: {problem}",
            ContainerReclaimed e => $"its memory was reclaimed: {Words.Bytes(e.BeforeBytes ?? 0)} before, {Words.Bytes(e.AfterBytes ?? 0)} after",
            ContainerFrozen => "the kernel froze it",
            ContainerFreezeFailed e => $"it did not freeze: {e.Problem}",
            ContainerThawRequested => step.Record.Caller.Kind == CallerKind.Engine
                ? $"the engine thawed it: {step.Record.Cause}"
                : $"{who} thawed it",
            ContainerThawed => "it ran on",
            ContainerThawFailed e => $"it did not thaw: {e.Problem}",
            ContainerUpdated e => $"{(step.Before?.Updating is null ? who : "the kernel")} changed its limits{Limits(step, e)}",
            ContainerUpdateFailed e => $"its limits were not changed: {e.Problem}",
            ContainerHotplugRequested e => $"{who} asked to {HotplugWords.Of(e.What)}",
            ContainerHotplugged e => $"the kernel did so: {HotplugWords.Of(e.What)}",
            ContainerHotplugFailed e => $"that came to nothing ({HotplugWords.Of(e.What)}): {e.Problem}",
            ContainerFilesRequested e => e.Way switch
            {
                "in" => $"{who} copied files into {e.Path}",
                "out" => $"{who} copied {e.Path} out of it",
                _ => $"{who} exported its {(e.Path == "/" ? "root" : e.Path)}",
            },
            ContainerRenamed e => $"{who} renamed it to {e.Name}",
            ContainerSnapshotRequested e => $"{who} asked to keep its state as the snapshot {e.Snapshot}{Reason(e.Comment)}",
            ContainerSnapshotTaken e => $"the snapshot {e.Snapshot} was there{Copied(e.How, e.Bytes)}",
            ContainerRestoreRequested e => $"{who} asked to put the snapshot {e.Snapshot} in the place of its state",
            ContainerRestored e => $"its files were those of the snapshot {e.Snapshot}",
            ContainerSnapshotRemoveRequested e => $"{who} asked to remove its snapshot {e.Snapshot}",
            ContainerSnapshotRemoved e => $"its snapshot {e.Snapshot} was gone",
            ContainerCopyRequested e => $"{who} asked to copy {(e.Snapshot is { } name ? $"its snapshot {name}" : "it")} to {e.CopyName}",
            ContainerCopied e => $"the copy {e.CopyName} was there{Copied(e.How, e.Bytes)}",
            ContainerStoreFailed e => $"that came to nothing: {e.Problem}",
            ContainerRemoveRequested e => $"{who} removed it{(e.Volumes == true ? " with its volumes" : "")}{(e.Force ? " by force" : "")}",
            ContainerRemoved => "it was gone",
            FleetFreezeRequested e => $"{who} asked to freeze the whole fleet{Reason(e.Reason)}{(e.Lease is { } lease ? $", for {Words.Span(lease)}" : "")}",
            FleetFreezeHeld e => $"{who} asked to keep the whole fleet frozen too{Owner(e.Owner)}{Reason(e.Reason)}",
            FleetFreezeReleased e => $"the freeze of the fleet by {e.Owner} ended; others held it still",
            FleetFrozen { Stuck: { Count: > 0 } stuck } => $"the kernel froze the fleet, but for {stuck.Count} {(stuck.Count == 1 ? "container" : "containers")} with tasks that were stuck",
            FleetFrozen => "the kernel froze the whole fleet",
            FleetThawRequested => $"{who} asked to thaw the whole fleet",
            FleetThawed => "the fleet was thawed",
            FleetFreezeFailed e => $"the fleet did not freeze: {e.Problem}",
            _ => null,
        };
    }

    private static string PressureWord(PressureAction action) => action switch
    {
        PressureAction.Lower => "gave it the smallest share of the CPUs",
        PressureAction.Freeze => "chose it to be frozen",
        PressureAction.Kill => "chose it to be killed",
        PressureAction.Thaw => "let it go on",
        _ => "gave it back its share of the CPUs",
    };

    private static string Copied(string? how, long bytes) => how == "shared" ? ", sharing all files" : $" ({Words.Bytes(bytes)} {(how == "reflink" ? "shared in part" : "copied")})";

    private static string Owner(string? owner) => owner is null ? "" : $" in the name of {owner}";

    /// <summary>The restart that a start is the second half of: its stop did not dismiss the container.</summary>
    public static Ending? Restart(Step start) =>
        start.Before is { Dismissed: false, Job: null, Ending: { Cause: EndCause.Stop or EndCause.StopOverdue } stop } ? stop : null;

    private static ContainerSpec Spec(Step step) => (step.Before ?? step.After)!.Spec;

    private static string After(ExitView exit) => exit.RunTime is { } time ? $", after {Words.Span(time)}" : "";

    private static string Limits(Step step, ContainerUpdated e)
    {
        if ((e.Before ?? step.Before?.Spec.Resources) is not { } before)
            return "";
        var changes = LimitFields.Changes(before, e.Resources);
        return changes.Count == 0 ? "" : ": " + string.Join(", ", changes.Select(change => $"{change.What} from {change.From ?? "the default"} to {change.To ?? "the default"}"));
    }

    private static string Reason(string? reason) => reason is null ? "" : $" (\"{reason}\")";
}
