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
        // Creation and removal of a network.
        "network.before-record",
        "network.after-record",
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

        // Freeze and thaw of those that a selector fits.
        "selection.before-intent",
        "selection.before-effect",
        "selection.before-outcome",
        // Batches.
        "batch.before-intent",
        "batch.before-record",
        "batch.before-release",
        "batch.before-answer",
        // What the runtime does to the kernel for one container.
        "network.before-attach",
        "network.after-attach",
        "runtime.before-cgroup",
        "runtime.after-cgroup",
        "runtime.after-console",
        "runtime.before-launch",
        "runtime.after-launch",
        "runtime.before-exec",
        "runtime.after-exec",
        "runtime.before-freeze",
        "runtime.in-freeze",
        "runtime.before-thaw",
        "runtime.in-thaw",
        "runtime.before-exit",
        "runtime.before-remove-cgroup",
        "runtime.after-remove-cgroup",
        // Storage of containers: what is made and renamed, and the record that makes it true.
        "storage.before-rename",
        "storage.after-share",
        "storage.before-record",
        "runtime.before-destroy",
        "runtime.after-destroy",
        "runtime.in-survey",
        "runtime.after-survey",
        // The launcher: a start, an end, and what is told of both.
        "launcher.before-clone",
        "launcher.after-clone",
        "launcher.before-go",
        "launcher.after-go",
        "launcher.before-started",
        "launcher.after-started",
        "launcher.before-failed",
        "launcher.before-signal",
        "launcher.before-exit-record",
        "launcher.before-reap",
        "launcher.before-exit-notice",
        "launcher.after-exit-notice",
        "launcher.before-acknowledge",
        "launcher.after-acknowledge",
        "launcher.in-survey",
        "launcher.before-adopt",
        "launcher.in-recovery",
    ];
}
