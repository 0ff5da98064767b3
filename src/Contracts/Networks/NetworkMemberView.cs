namespace Orchestrator.Contracts.Networks;

/// <summary>A container that has an interface in a network, whether it runs or not.</summary>
public sealed record NetworkMemberView
{
    public required string Name { get; set; }

    public Guid Id { get; set; }

    public bool Running { get; set; }

    /// <summary>With their prefixes.</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    public string? Mac { get; set; }

    public IReadOnlyList<string> Aliases { get; set; } = [];
}
