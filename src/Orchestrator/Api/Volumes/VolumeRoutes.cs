using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Values;
using Orchestrator.Contracts.Volumes;
using Orchestrator.Daemon.Api.Images;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Kernel;

namespace Orchestrator.Daemon.Api.Volumes;

internal static class VolumeRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/volumes", "List volumes") { Response = typeof(IReadOnlyList<VolumeView>), Answer = ListAsync },
        new("POST", "/v1/volumes", "Make a volume; one that is there stays as it is")
        {
            Request = typeof(VolumeRequest), Response = typeof(VolumeView), Answer = CreateAsync,
        },
        new("DELETE", "/v1/volumes/{name}", "Remove a volume that no container mounts, with all it holds")
        {
            Response = typeof(VolumeView), Answer = RemoveAsync,
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var users = await UsersAsync(call);
        return ApiAnswer.Json(
            [.. call.Node.Runtime.Volumes.List().Select(volume => View(call, volume.Name, volume.CreatedAt, users))], Json.IReadOnlyListVolumeView);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.VolumeRequest);
        var name = request.Name;
        if (!Names.IsValid(name))
            throw new BadRequestException($"'{name}' is not a possible name: {Names.Rule}");
        var volumes = call.Node.Runtime.Volumes;
        if (volumes.Exists(name))
        {
            if (request.Labels.Any(label => volumes.LabelsOf(name).GetValueOrDefault(label.Key) != label.Value))
            {
                return ApiAnswer.Problem(new Problem
                {
                    Title = $"The volume {name} is there already, with other labels", Status = 409, Next = $"orch volume inspect {name}",
                });
            }
        }
        else
        {
            volumes.Create(name, request.Labels);
            if (await ImageRoutes.RecordAsync(call, new VolumeMade(name) { Labels = request.Labels.Count > 0 ? request.Labels : null }) is { } refused)
                return refused;
        }
        var made = volumes.List().First(volume => volume.Name == name);
        return ApiAnswer.Json(View(call, name, made.CreatedAt, await UsersAsync(call)), Json.VolumeView);
    }

    private static async Task<ApiAnswer> RemoveAsync(ApiCall call)
    {
        var name = call.Route("name");
        var volumes = call.Node.Runtime.Volumes;
        var found = volumes.List().FirstOrDefault(volume => volume.Name == name);
        if (found.Name is null)
            return ApiAnswer.Problem(new Problem { Title = $"There is no volume {name}", Status = 404, Next = "orch volume ls shows those there are" });
        var view = View(call, name, found.CreatedAt, await UsersAsync(call));
        try
        {
            if (view.UsedBy.Count > 0 || !volumes.RemoveUnused(name))
            {
                var users = view.UsedBy.Count > 0 ? string.Join(", ", view.UsedBy) : "a container that is just being made or removed";
                return ApiAnswer.Problem(new Problem { Title = $"The volume {name} is mounted by {users}", Status = 409, Next = "Remove these containers first" });
            }
        }
        catch (SystemCallException failure)
        {
            return ApiAnswer.Problem(new Problem { Title = $"The volume {name} could not be removed", Detail = failure.Message, Status = 409 });
        }
        return await ImageRoutes.RecordAsync(call, new VolumeRemoved(name)) ?? ApiAnswer.Json(view, Json.VolumeView);
    }

    private static VolumeView View(ApiCall call, string name, DateTimeOffset createdAt, ILookup<string, string> users) => new()
    {
        Name = name,
        CreatedAt = createdAt,
        Anonymous = name.StartsWith(VolumeStore.AnonymousPrefix, StringComparison.Ordinal),
        Labels = call.Node.Runtime.Volumes.LabelsOf(name),
        Path = call.Node.Runtime.Volumes.PathOf(name),
        UsedBy = [.. users[name].Distinct().Order(StringComparer.Ordinal)],
    };

    private static async Task<ILookup<string, string>> UsersAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new ListContainers(true, null));
        return (reply.View ?? [])
            .SelectMany(container => container.Spec.Mounts.Where(mount => mount.Kind == MountKind.Volume).Select(mount => (Volume: mount.Source!, container.Name)))
            .ToLookup(pair => pair.Volume, pair => pair.Name, StringComparer.Ordinal);
    }
}
