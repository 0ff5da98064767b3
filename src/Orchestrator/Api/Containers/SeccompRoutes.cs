using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Api.Containers;

internal static class SeccompRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/containers/{name}/seccomp", "The seccomp policy of a container")
        {
            Response = typeof(ContainerSeccompView), Answer = GetAsync,
        },
    ];

    private static async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } found)
            return ApiAnswer.Of(reply.Refusal!);
        var security = found.Spec.Security;
        SpecCapabilities.TryBounding(security, out var bounding, out _);
        return ApiAnswer.Json(
            new ContainerSeccompView
            {
                Profile = security.SeccompProfile,
                Policy = security.SeccompPolicy,
                Abis = security.SeccompAbis ?? [],
                Capabilities = bounding.Names(),
            },
            ContractsJson.Default.ContainerSeccompView);
    }
}
