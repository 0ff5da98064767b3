using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Mapping;
using ContainerView = Orchestrator.Contracts.Containers.ContainerView;
using Model = Orchestrator.Actors.Messages.Containers;
using SnapshotView = Orchestrator.Contracts.Containers.SnapshotView;

namespace Orchestrator.Daemon.Api.Containers;

/// <summary>Kept states of containers, and copies.</summary>
internal static class SnapshotRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/snapshots", "List the snapshots of all containers, or with container= of one")
        {
            Queries = ["container"], Response = typeof(IReadOnlyList<SnapshotView>), Answer = ListAsync,
        },
        new("POST", "/v1/containers/{name}/snapshots", "Keep the present state of a container; one that runs is frozen meanwhile")
        {
            Request = typeof(SnapshotRequest), Response = typeof(ContainerView), Answer = CreateAsync,
        },
        new("POST", "/v1/containers/{name}/snapshots/{snapshot}/restore", "Put a snapshot in the place of the present state of a stopped container")
        {
            Response = typeof(ContainerView),
            Answer = c => TellAsync(c, new RestoreContainer(c.Caller, c.Cause, c.Route("name"), c.Route("snapshot"))),
        },
        new("DELETE", "/v1/containers/{name}/snapshots/{snapshot}", "Remove a snapshot; containers that were made from it keep their files")
        {
            Response = typeof(ContainerView),
            Answer = c => TellAsync(c, new RemoveContainerSnapshot(c.Caller, c.Cause, c.Route("name"), c.Route("snapshot"))),
        },
        new("POST", "/v1/containers/{name}/copy", "Make a container with the files and settings of another one, or of its snapshot")
        {
            Request = typeof(CopyRequest), Response = typeof(ContainerView), Answer = CopyAsync,
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        IEnumerable<Model.ContainerView> containers;
        if (call.Query("container") is { } name)
        {
            var one = await call.AskAsync(new GetContainer(name));
            if (one.View is not { } found)
                return ApiAnswer.Of(one.Refusal!);
            containers = [found];
        }
        else
        {
            var all = await call.AskAsync(new ListContainers(true, null));
            if (all.Refusal is { } refusal)
                return ApiAnswer.Of(refusal);
            containers = all.View!;
        }
        return ApiAnswer.Json(
            [.. containers.SelectMany(container => container.Snapshots.Select(one => ViewMapper.ToView(one, container.Name)))],
            Json.IReadOnlyListSnapshotView);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.BodyAsync(Json.SnapshotRequest);
        return await TellAsync(call, new SnapshotContainer(call.Caller, call.Cause, call.Route("name"), body.Name, body.Comment, body.Live));
    }

    private static async Task<ApiAnswer> CopyAsync(ApiCall call)
    {
        var body = await call.BodyAsync(Json.CopyRequest);
        return await TellAsync(call, new CopyContainer(call.Caller, call.Cause, call.Route("name"), body.Name)
        {
            Snapshot = body.Snapshot, Share = body.Share, Live = body.Live, Start = body.Start, AutoRemove = body.AutoRemove,
            KeepHostname = body.KeepHostname, KeepMac = body.KeepMac, HookArguments = body.HookArguments,
        });
    }

    private static async Task<ApiAnswer> TellAsync(ApiCall call, IRequest<Model.ContainerView> request)
    {
        var reply = await call.AskAsync(request);
        return reply.View is { } view
            ? ApiAnswer.Json(ViewMapper.ToView(view, call.Node.Settings.NodeName), Json.ContainerView)
            : ApiAnswer.Of(reply.Refusal!);
    }
}
