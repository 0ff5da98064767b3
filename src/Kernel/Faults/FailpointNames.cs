namespace Orchestrator.Kernel.Faults;

/// <summary>
/// Every failpoint of the programs, once. A test holds this list against the sources: each name is used at exactly one
/// place, and no other name is used.
/// </summary>
public static class FailpointNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        // Journal: one write of many events.
        "journal.before-write",
        "journal.after-write",
        "journal.before-absorb",
        // Snapshot of the folded fleet.
        "snapshot.before-write",
        "snapshot.before-rename",
        "snapshot.after-rename",
        // Restore.
        "restore.before-fold",
        "restore.before-survey",
        "restore.before-record",
        "restore.before-serve",
        // Creation of a container.
        "create.before-prepare",
        "create.before-intent",
        // One container: what was asked for, what the kernel does about it, what became of it.
        "container.before-intent",
        "container.after-intent",
        "container.before-effect",
        "container.after-effect",
        "container.before-launch",
        "container.after-launch",
        "container.before-signal",
        "container.before-outcome",
        "container.after-outcome",
        "container.before-answer",
        "container.before-acknowledge",
        "container.after-acknowledge",
        // Freeze and thaw of the whole fleet.
        "fleet.before-intent",
        "fleet.before-effect",
        "fleet.after-effect",
        "fleet.before-outcome",
        "fleet.before-answer",
        // Batches.
        "batch.before-record",
        "batch.before-release",
        "batch.before-answer",
    ];
}
