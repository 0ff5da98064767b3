using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Events;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// The short names under which events are stored. A name is never given to another shape: a changed event gets a new
/// version and the old one stays readable (tests/Persistence.Tests/golden holds one file of each).
/// </summary>
internal static class EventManifests
{
    private static readonly (string Manifest, Type Type)[] Table =
    [
        ("container-adopted.v1", typeof(ContainerAdopted)),
        ("container-created.v1", typeof(ContainerCreated)),
        ("container-exec-exited.v1", typeof(ContainerExecExited)),
        ("container-exec-failed.v1", typeof(ContainerExecFailed)),
        ("container-exec-requested.v1", typeof(ContainerExecRequested)),
        ("container-console-opened.v1", typeof(ContainerConsoleOpened)),
        ("container-exec-started.v1", typeof(ContainerExecStarted)),
        ("container-exited.v2", typeof(ContainerExited)),
        ("container-files-requested.v1", typeof(ContainerFilesRequested)),
        ("container-freeze-failed.v1", typeof(ContainerFreezeFailed)),
        ("container-freeze-held.v1", typeof(ContainerFreezeHeld)),
        ("container-freeze-released.v1", typeof(ContainerFreezeReleased)),
        ("container-freeze-requested.v2", typeof(ContainerFreezeRequested)),
        ("container-frozen.v1", typeof(ContainerFrozen)),
        ("container-health-changed.v1", typeof(ContainerHealthChanged)),
        ("container-hotplug-failed.v1", typeof(ContainerHotplugFailed)),
        ("container-hotplug-requested.v1", typeof(ContainerHotplugRequested)),
        ("container-hotplugged.v1", typeof(ContainerHotplugged)),
        ("container-kill-requested.v1", typeof(ContainerKillRequested)),
        ("container-oom-killed.v1", typeof(ContainerOomKilled)),
        ("container-ports-changed.v1", typeof(ContainerPortsChanged)),
        ("container-pressed.v1", typeof(ContainerPressed)),
        ("container-rebooted.v1", typeof(ContainerRebooted)),
        ("container-reclaimed.v1", typeof(ContainerReclaimed)),
        ("container-remove-requested.v2", typeof(ContainerRemoveRequested)),
        ("container-removed.v1", typeof(ContainerRemoved)),
        ("container-renamed.v1", typeof(ContainerRenamed)),
        ("container-restart-cancelled.v1", typeof(ContainerRestartCancelled)),
        ("container-restart-scheduled.v1", typeof(ContainerRestartScheduled)),
        ("container-signal-requested.v1", typeof(ContainerSignalRequested)),
        ("container-copy-requested.v1", typeof(ContainerCopyRequested)),
        ("container-copied.v1", typeof(ContainerCopied)),
        ("container-restore-requested.v1", typeof(ContainerRestoreRequested)),
        ("container-restored.v1", typeof(ContainerRestored)),
        ("container-snapshot-remove-requested.v1", typeof(ContainerSnapshotRemoveRequested)),
        ("container-snapshot-removed.v1", typeof(ContainerSnapshotRemoved)),
        ("container-snapshot-requested.v1", typeof(ContainerSnapshotRequested)),
        ("container-snapshot-taken.v1", typeof(ContainerSnapshotTaken)),
        ("container-store-failed.v1", typeof(ContainerStoreFailed)),
        ("container-start-failed.v1", typeof(ContainerStartFailed)),
        ("container-start-requested.v1", typeof(ContainerStartRequested)),
        ("container-started.v1", typeof(ContainerStarted)),
        ("container-stop-requested.v1", typeof(ContainerStopRequested)),
        ("container-stuck.v1", typeof(ContainerStuck)),
        ("container-thaw-failed.v1", typeof(ContainerThawFailed)),
        ("container-thaw-requested.v1", typeof(ContainerThawRequested)),
        ("container-thawed.v1", typeof(ContainerThawed)),
        ("container-timed-out.v1", typeof(ContainerTimedOut)),
        ("container-update-failed.v1", typeof(ContainerUpdateFailed)),
        ("container-update-requested.v1", typeof(ContainerUpdateRequested)),
        ("container-updated.v2", typeof(ContainerUpdated)),
        ("fleet-freeze-failed.v1", typeof(FleetFreezeFailed)),
        ("fleet-freeze-held.v1", typeof(FleetFreezeHeld)),
        ("fleet-freeze-released.v1", typeof(FleetFreezeReleased)),
        ("fleet-freeze-requested.v2", typeof(FleetFreezeRequested)),
        ("fleet-frozen.v3", typeof(FleetFrozen)),
        ("fleet-thaw-failed.v1", typeof(FleetThawFailed)),
        ("fleet-thaw-requested.v2", typeof(FleetThawRequested)),
        ("fleet-thawed.v2", typeof(FleetThawed)),
        ("engine-started.v2", typeof(EngineStarted)),
        ("audit-checkpoint.v1", typeof(AuditCheckpoint)),
        ("head-witness-reset.v1", typeof(HeadWitnessReset)),
        ("journal-archived.v1", typeof(JournalArchived)),
        ("image-made.v1", typeof(ImageMade)),
        ("image-pulled.v1", typeof(ImagePulled)),
        ("image-pushed.v1", typeof(ImagePushed)),
        ("image-removed.v1", typeof(ImageRemoved)),
        ("volume-made.v2", typeof(VolumeMade)),
        ("volume-removed.v1", typeof(VolumeRemoved)),
        ("batch-cancel-requested.v1", typeof(BatchCancelRequested)),
        ("batch-ended.v1", typeof(BatchEnded)),
        ("batch-held.v1", typeof(BatchHeld)),
        ("batch-refused.v1", typeof(BatchRefused)),
        ("batch-released.v1", typeof(BatchReleased)),
        ("batch-submitted.v2", typeof(BatchSubmitted)),
        ("job-deadline-passed.v1", typeof(JobDeadlinePassed)),
        ("job-ended.v1", typeof(JobEnded)),
        ("job-requeued.v1", typeof(JobRequeued)),
        ("job-reserved.v1", typeof(JobReserved)),
        ("job-retry-scheduled.v2", typeof(JobRetryScheduled)),
        ("network-created.v1", typeof(NetworkCreated)),
        ("network-removed.v1", typeof(NetworkRemoved)),
        ("queue-class-set.v1", typeof(QueueClassSet)),
        ("schedule-added.v1", typeof(ScheduleAdded)),
        ("schedule-due.v1", typeof(ScheduleDue)),
        ("schedule-removed.v1", typeof(ScheduleRemoved)),
    ];

    /// <summary>Written by earlier versions, and read as what they are now: what they lack is null.</summary>
    private static readonly (string Manifest, Type Type)[] Earlier =
    [
        ("batch-submitted.v1", typeof(BatchSubmitted)),
        ("job-retry-scheduled.v1", typeof(JobRetryScheduled)),
        ("container-exited.v1", typeof(ContainerExited)),
        ("container-freeze-requested.v1", typeof(ContainerFreezeRequested)),
        ("container-remove-requested.v1", typeof(ContainerRemoveRequested)),
        ("container-updated.v1", typeof(ContainerUpdated)),
        ("engine-started.v1", typeof(EngineStarted)),
        ("fleet-freeze-requested.v1", typeof(FleetFreezeRequested)),
        ("fleet-frozen.v1", typeof(FleetFrozen)),
        ("fleet-frozen.v2", typeof(FleetFrozen)),
        ("fleet-thaw-requested.v1", typeof(FleetThawRequested)),
        ("fleet-thawed.v1", typeof(FleetThawed)),
        ("volume-made.v1", typeof(VolumeMade)),
    ];

    private static readonly FrozenDictionary<string, JsonTypeInfo> Types =
        Table.Concat(Earlier).ToFrozenDictionary(row => row.Manifest, row => EventOptions.Json.GetTypeInfo(row.Type));

    private static readonly FrozenDictionary<Type, (string Manifest, JsonTypeInfo Info)> Names =
        Table.ToFrozenDictionary(row => row.Type, row => (row.Manifest, EventOptions.Json.GetTypeInfo(row.Type)));

    public static IEnumerable<(string Manifest, Type Type)> All => Table.Concat(Earlier);

    public static (string Manifest, JsonTypeInfo Info) Of(IEvent what) => Names[what.GetType()];

    public static JsonTypeInfo? Find(string manifest) => Types.GetValueOrDefault(manifest);

    /// <summary>The manifest without its version, as users see it.</summary>
    public static string TypeName(string manifest)
    {
        int dot = manifest.LastIndexOf('.');
        return dot < 0 ? manifest : manifest[..dot];
    }
}
