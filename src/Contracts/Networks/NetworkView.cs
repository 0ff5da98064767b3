namespace Orchestrator.Contracts.Networks;

public sealed record NetworkView
{
    public required string Name { get; set; }

    public Guid Id { get; set; }

    /// <summary><c>bridge</c>, <c>macvlan</c> or <c>ipvlan</c>.</summary>
    public required string Type { get; set; }

    public IReadOnlyList<string> Subnets { get; set; } = [];

    public IReadOnlyList<string> Gateways { get; set; } = [];

    public bool Isolated { get; set; }

    public bool Nat { get; set; }

    public bool Dns { get; set; }

    public int? Mtu { get; set; }

    public string? Parent { get; set; }

    /// <summary>The host's name of the bridge.</summary>
    public string? Bridge { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who made it.</summary>
    public string? Owner { get; set; }

    public IReadOnlyList<NetworkMemberView> Containers { get; set; } = [];
}
