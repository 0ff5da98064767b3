using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Audit;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Events;
using Orchestrator.Contracts.Execs;
using Orchestrator.Contracts.Fleet;
using Orchestrator.Contracts.History;
using Orchestrator.Contracts.Images;
using Orchestrator.Contracts.Networks;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Contracts.Streams;
using Orchestrator.Contracts.Queues;
using Orchestrator.Contracts.Schedules;
using Orchestrator.Contracts.Volumes;

namespace Orchestrator.Contracts;

/// <summary>
/// The serializer of every type that crosses the socket: source-generated, so that it works under NativeAOT.
/// Properties have setters, not <c>init</c>: the generator would give a missing init property its type's default
/// instead of the one written here (dotnet/runtime issue 58770).
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ContainerView))]
[JsonSerializable(typeof(IReadOnlyList<ContainerView>))]
[JsonSerializable(typeof(ContainerRequest))]
[JsonSerializable(typeof(ContainerSeccompView))]
[JsonSerializable(typeof(TextView))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(KillRequest))]
[JsonSerializable(typeof(FileView))]
[JsonSerializable(typeof(CopiedView))]
[JsonSerializable(typeof(IReadOnlyList<FileChangeView>))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(HotplugRequest))]
[JsonSerializable(typeof(SnapshotRequest))]
[JsonSerializable(typeof(IReadOnlyList<SnapshotView>))]
[JsonSerializable(typeof(CopyRequest))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(LogDropView))]
[JsonSerializable(typeof(ResourceRequest))]
[JsonSerializable(typeof(IReadOnlyList<ContainerStats>))]
[JsonSerializable(typeof(FleetFreezeRequest))]
[JsonSerializable(typeof(FleetOperationView))]
[JsonSerializable(typeof(FleetStatusView))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(IReadOnlyList<EventView>))]
[JsonSerializable(typeof(AuditReportView))]
[JsonSerializable(typeof(AuditKeyView))]
[JsonSerializable(typeof(AuditLossView))]
[JsonSerializable(typeof(FleetDiffView))]
[JsonSerializable(typeof(WhyView))]
[JsonSerializable(typeof(RestorePlanView))]
[JsonSerializable(typeof(ArchiveRequest))]
[JsonSerializable(typeof(ArchiveResultView))]
[JsonSerializable(typeof(ImageView))]
[JsonSerializable(typeof(IReadOnlyList<ImageView>))]
[JsonSerializable(typeof(ImageRequest))]
[JsonSerializable(typeof(IReadOnlyList<TemplateView>))]
[JsonSerializable(typeof(ImageDetail))]
[JsonSerializable(typeof(ImageCommitRequest))]
[JsonSerializable(typeof(ImagePullRequest))]
[JsonSerializable(typeof(ImageProgress))]
[JsonSerializable(typeof(ImagePruneView))]
[JsonSerializable(typeof(ImageTagRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginView))]
[JsonSerializable(typeof(NetworkView))]
[JsonSerializable(typeof(IReadOnlyList<NetworkView>))]
[JsonSerializable(typeof(NetworkCreateRequest))]
[JsonSerializable(typeof(IReadOnlyList<PortView>))]
[JsonSerializable(typeof(PortsRequest))]
[JsonSerializable(typeof(VolumeView))]
[JsonSerializable(typeof(IReadOnlyList<VolumeView>))]
[JsonSerializable(typeof(VolumeRequest))]
[JsonSerializable(typeof(InfoView))]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(ShutdownRequest))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecReply))]
[JsonSerializable(typeof(BatchDefinition))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(IReadOnlyList<BatchView>))]
[JsonSerializable(typeof(BatchAccepted))]
[JsonSerializable(typeof(BatchPart))]
[JsonSerializable(typeof(BatchPlanView))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(QueueClassRequest))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleView>))]
public sealed partial class ContractsJson : JsonSerializerContext;
