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
    private static readonly (string Manifest, JsonTypeInfo Info)[] Table =
    [
        ("container-adopted.v1", EventJson.Default.ContainerAdopted),
        ("container-created.v1", EventJson.Default.ContainerCreated),
        ("container-exec-exited.v1", EventJson.Default.ContainerExecExited),
        ("container-exec-failed.v1", EventJson.Default.ContainerExecFailed),
        ("container-exec-requested.v1", EventJson.Default.ContainerExecRequested),
        ("container-exec-started.v1", EventJson.Default.ContainerExecStarted),
        ("container-exited.v1", EventJson.Default.ContainerExited),
        ("container-freeze-failed.v1", EventJson.Default.ContainerFreezeFailed),
        ("container-freeze-requested.v1", EventJson.Default.ContainerFreezeRequested),
        ("container-frozen.v1", EventJson.Default.ContainerFrozen),
        ("container-kill-requested.v1", EventJson.Default.ContainerKillRequested),
        ("container-remove-requested.v1", EventJson.Default.ContainerRemoveRequested),
        ("container-removed.v1", EventJson.Default.ContainerRemoved),
        ("container-renamed.v1", EventJson.Default.ContainerRenamed),
        ("container-restart-cancelled.v1", EventJson.Default.ContainerRestartCancelled),
        ("container-restart-scheduled.v1", EventJson.Default.ContainerRestartScheduled),
        ("container-signal-requested.v1", EventJson.Default.ContainerSignalRequested),
        ("container-start-failed.v1", EventJson.Default.ContainerStartFailed),
        ("container-start-requested.v1", EventJson.Default.ContainerStartRequested),
        ("container-started.v1", EventJson.Default.ContainerStarted),
        ("container-stop-requested.v1", EventJson.Default.ContainerStopRequested),
        ("container-thaw-failed.v1", EventJson.Default.ContainerThawFailed),
        ("container-thaw-requested.v1", EventJson.Default.ContainerThawRequested),
        ("container-thawed.v1", EventJson.Default.ContainerThawed),
        ("container-timed-out.v1", EventJson.Default.ContainerTimedOut),
        ("container-update-failed.v1", EventJson.Default.ContainerUpdateFailed),
        ("container-update-requested.v1", EventJson.Default.ContainerUpdateRequested),
        ("container-updated.v1", EventJson.Default.ContainerUpdated),
        ("fleet-freeze-failed.v1", EventJson.Default.FleetFreezeFailed),
        ("fleet-freeze-requested.v1", EventJson.Default.FleetFreezeRequested),
        ("fleet-frozen.v1", EventJson.Default.FleetFrozen),
        ("fleet-thaw-failed.v1", EventJson.Default.FleetThawFailed),
        ("fleet-thaw-requested.v1", EventJson.Default.FleetThawRequested),
        ("fleet-thawed.v1", EventJson.Default.FleetThawed),
        ("engine-started.v1", EventJson.Default.EngineStarted),
        ("batch-cancel-requested.v1", EventJson.Default.BatchCancelRequested),
        ("batch-ended.v1", EventJson.Default.BatchEnded),
        ("batch-submitted.v1", EventJson.Default.BatchSubmitted),
        ("job-ended.v1", EventJson.Default.JobEnded),
        ("job-retry-scheduled.v1", EventJson.Default.JobRetryScheduled),
    ];

    private static readonly FrozenDictionary<string, JsonTypeInfo> Types =
        Table.ToFrozenDictionary(row => row.Manifest, row => row.Info);

    private static readonly FrozenDictionary<Type, (string Manifest, JsonTypeInfo Info)> Names =
        Table.ToFrozenDictionary(row => row.Info.Type);

    public static IEnumerable<(string Manifest, Type Type)> All => Table.Select(row => (row.Manifest, row.Info.Type));

    public static (string Manifest, JsonTypeInfo Info) Of(IEvent what) => Names[what.GetType()];

    public static JsonTypeInfo? Find(string manifest) => Types.GetValueOrDefault(manifest);

    /// <summary>The manifest without its version, as users see it.</summary>
    public static string TypeName(string manifest)
    {
        int dot = manifest.LastIndexOf('.');
        return dot < 0 ? manifest : manifest[..dot];
    }
}
