using Orchestrator.Contracts.Networks;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Networks;
using Model = Orchestrator.Actors.Messages.Networks;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Between the API's networks and the engine's.</summary>
internal static class NetworkDefinitionMapper
{
    public static NetworkDefinition ToWish(NetworkCreateRequest request) => new()
    {
        Name = request.Name,
        Kind = request.Type switch
        {
            "bridge" => NetworkKind.Bridge,
            "macvlan" => NetworkKind.Macvlan,
            "ipvlan" => NetworkKind.Ipvlan,
            _ => throw new BadRequestException($"There are no networks of type '{request.Type}': it is bridge, macvlan or ipvlan"),
        },
        Subnet4 = One(request.Subnets, six: false, "subnet"),
        Subnet6 = One(request.Subnets, six: true, "subnet"),
        Gateway4 = One(request.Gateways, six: false, "gateway"),
        Gateway6 = One(request.Gateways, six: true, "gateway"),
        IPv6 = request.IPv6 ? true : null,
        Isolated = request.Isolated,
        Nat = request.Nat,
        Dns = request.Dns,
        Mtu = request.Mtu,
        Parent = request.Parent,
        Labels = request.Labels is { Count: > 0 } labels ? labels : null,
    };

    public static NetworkView ToView(Model.NetworkView from) => new()
    {
        Name = from.Definition.Name,
        Id = from.Id,
        Type = from.Definition.Kind.ToString().ToLowerInvariant(),
        Subnets = [.. new[] { from.Definition.Subnet4, from.Definition.Subnet6 }.OfType<string>()],
        Gateways = [.. new[] { from.Definition.Gateway4, from.Definition.Gateway6 }.OfType<string>()],
        Isolated = from.Definition.Isolated,
        Nat = from.Definition.Nat,
        Dns = from.Definition.Dns,
        Mtu = from.Definition.Mtu,
        Parent = from.Definition.Parent,
        Bridge = from.Definition.Bridge,
        Labels = from.Definition.Labels ?? new Dictionary<string, string>(),
        CreatedAt = from.CreatedAt,
        Owner = from.Owner.User,
        Containers = [.. from.Members.Select(member => new NetworkMemberView
        {
            Name = member.Container,
            Id = member.Id,
            Running = member.Runs,
            Addresses = member.Addresses,
            Mac = member.Mac,
            Aliases = member.Aliases,
        })],
    };

    private static string? One(IReadOnlyList<string> texts, bool six, string what)
    {
        var own = texts.Where(text => text.Contains(':') == six).ToList();
        return own.Count < 2 ? own.FirstOrDefault() : throw new BadRequestException($"A network has one IPv{(six ? 6 : 4)} {what}, not {string.Join(" and ", own)}");
    }
}
