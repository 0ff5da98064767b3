using System.Text.Json.Serialization;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Journal;

/// <summary>Source-generated JSON of everything that is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ContainerAdopted))]
[JsonSerializable(typeof(ContainerCreated))]
[JsonSerializable(typeof(ContainerExecExited))]
[JsonSerializable(typeof(ContainerExecFailed))]
[JsonSerializable(typeof(ContainerExecRequested))]
[JsonSerializable(typeof(ContainerExecStarted))]
[JsonSerializable(typeof(ContainerExited))]
[JsonSerializable(typeof(ContainerFreezeFailed))]
[JsonSerializable(typeof(ContainerFreezeHeld))]
[JsonSerializable(typeof(ContainerFreezeReleased))]
[JsonSerializable(typeof(ContainerFreezeRequested))]
[JsonSerializable(typeof(ContainerFrozen))]
[JsonSerializable(typeof(ContainerKillRequested))]
[JsonSerializable(typeof(ContainerRemoveRequested))]
[JsonSerializable(typeof(ContainerRemoved))]
[JsonSerializable(typeof(ContainerRenamed))]
[JsonSerializable(typeof(ContainerRestartCancelled))]
[JsonSerializable(typeof(ContainerRestartScheduled))]
[JsonSerializable(typeof(ContainerSignalRequested))]
[JsonSerializable(typeof(ContainerStartFailed))]
[JsonSerializable(typeof(ContainerStartRequested))]
[JsonSerializable(typeof(ContainerStarted))]
[JsonSerializable(typeof(ContainerStopRequested))]
[JsonSerializable(typeof(ContainerStuck))]
[JsonSerializable(typeof(ContainerThawFailed))]
[JsonSerializable(typeof(ContainerThawRequested))]
[JsonSerializable(typeof(ContainerThawed))]
[JsonSerializable(typeof(ContainerTimedOut))]
[JsonSerializable(typeof(ContainerUpdateFailed))]
[JsonSerializable(typeof(ContainerUpdateRequested))]
[JsonSerializable(typeof(ContainerUpdated))]
[JsonSerializable(typeof(FleetFreezeFailed))]
[JsonSerializable(typeof(FleetFreezeHeld))]
[JsonSerializable(typeof(FleetFreezeReleased))]
[JsonSerializable(typeof(FleetFreezeRequested))]
[JsonSerializable(typeof(FleetFrozen))]
[JsonSerializable(typeof(FleetThawFailed))]
[JsonSerializable(typeof(FleetThawRequested))]
[JsonSerializable(typeof(FleetThawed))]
[JsonSerializable(typeof(EngineStarted))]
[JsonSerializable(typeof(AuditCheckpoint))]
[JsonSerializable(typeof(HeadWitnessReset))]
[JsonSerializable(typeof(JournalArchived))]
[JsonSerializable(typeof(BatchCancelRequested))]
[JsonSerializable(typeof(BatchEnded))]
[JsonSerializable(typeof(BatchSubmitted))]
[JsonSerializable(typeof(JobEnded))]
[JsonSerializable(typeof(JobRetryScheduled))]
[JsonSerializable(typeof(SnapshotHead))]
[JsonSerializable(typeof(ContainerState[]))]
[JsonSerializable(typeof(BatchState))]
[JsonSerializable(typeof(MemberState[]))]
[JsonSerializable(typeof(ContainerSpec[]))]
[JsonSerializable(typeof(FleetSnapshot))]
internal sealed partial class EventJson : JsonSerializerContext;
