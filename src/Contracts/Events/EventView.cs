using System.Text.Json;

namespace Orchestrator.Contracts.Events;

/// <summary>One event of the journal; <see cref="Seq"/> is global and without gaps.</summary>
public sealed record EventView
{
    public required long Seq { get; set; }

    public required DateTimeOffset Time { get; set; }

    public required string Type { get; set; }

    /// <summary>Name of the container it is about, if one.</summary>
    public string? Container { get; set; }

    public Guid? ContainerId { get; set; }

    /// <summary>Name of the batch it is about, if one; of a member's container too.</summary>
    public string? Batch { get; set; }

    /// <summary>The attempt of the container that it is about; null where there is none.</summary>
    public int? Attempt { get; set; }

    /// <summary>Who caused it, such as <c>ann (uid 1000)</c>.</summary>
    public string? Actor { get; set; }

    /// <summary><c>user</c> (known by the peer's uid), <c>token</c> or <c>engine</c>.</summary>
    public string? ActorKind { get; set; }

    public string? Cause { get; set; }

    public JsonElement? Data { get; set; }

    public string? Hash { get; set; }
}
