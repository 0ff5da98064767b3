using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Networks;
using Orchestrator.Daemon.Mapping;
using NetworkView = Orchestrator.Contracts.Networks.NetworkView;

namespace Orchestrator.Daemon.Api.Networks;

internal static class NetworkRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/networks", "List networks and who is in them") { Response = typeof(IReadOnlyList<NetworkView>), Answer = ListAsync },
        new("POST", "/v1/networks", "Make a network; subnets are chosen where none are named")
        {
            Request = typeof(NetworkCreateRequest), Response = typeof(NetworkView), Answer = CreateAsync,
        },
        new("GET", "/v1/networks/{name}", "One network") { Response = typeof(NetworkView), Answer = GetAsync },
        new("DELETE", "/v1/networks/{name}", "Remove a network that no container has")
        {
            Response = typeof(NetworkView),
            Answer = call => AskAsync(call, new RemoveNetwork(call.Caller, call.Cause, call.Route("name"))),
        },
        new("GET", "/v1/ports", "Ports of the host that lead to containers") { Response = typeof(IReadOnlyList<PortView>), Answer = PortsAsync },
        new("POST", "/v1/containers/{name}/ports", "Have ports of the host lead to a container, or no longer; while it runs, at once")
        {
            Request = typeof(PortsRequest), Response = typeof(IReadOnlyList<PortView>), Answer = ChangePortsAsync,
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new ListNetworks());
        return reply.View is { } views
            ? ApiAnswer.Json([.. views.Select(NetworkDefinitionMapper.ToView)], Json.IReadOnlyListNetworkView)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        var name = call.Route("name");
        var reply = await call.AskAsync(new ListNetworks());
        if (reply.View is not { } views)
            return ApiAnswer.Of(reply.Refusal!);
        return views.FirstOrDefault(view => view.Definition.Name == name) is { } found
            ? ApiAnswer.Json(NetworkDefinitionMapper.ToView(found), Json.NetworkView)
            : ApiAnswer.Problem(new Problem { Title = $"There is no network {name}", Status = 404, Next = "orch network ls shows those there are" });
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call) => await AskAsync(
        call, new CreateNetwork(call.Caller, call.Cause, NetworkDefinitionMapper.ToWish(await call.BodyAsync(Json.NetworkCreateRequest))));

    private static async Task<ApiAnswer> AskAsync(ApiCall call, IRequest<Actors.Messages.Networks.NetworkView> request)
    {
        var reply = await call.AskAsync(request);
        return reply.View is { } view ? ApiAnswer.Json(NetworkDefinitionMapper.ToView(view), Json.NetworkView) : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> PortsAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new ListContainers(true, null));
        return reply.View is { } containers
            ? ApiAnswer.Json([.. containers.SelectMany(container => PortMapper.ToViews(container.Name, container.Prepared.Ports ?? []))], Json.IReadOnlyListPortView)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> ChangePortsAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.PortsRequest);
        var name = call.Route("name");
        var reply = await call.AskAsync(new ChangePorts(call.Caller, call.Cause, name, PortMapper.ToSpec(request.Add), PortMapper.ToSpec(request.Remove)));
        return reply.View is { } ports ? ApiAnswer.Json(PortMapper.ToViews(name, ports), Json.IReadOnlyListPortView) : ApiAnswer.Of(reply.Refusal!);
    }
}
