using System.Text.Json;

namespace Orchestrator.Contracts.Events;

/// <summary>One event of the journal; <see cref="Seq"/> is global and without gaps.</summary>
public sealed record EventView
{
    public required long Seq { get; set; }

    public required DateTimeOffset Time { get; set; }

    public required string Type { get; set; }

    public string? Container { get; set; }

    /// <summary>Who caused it: <c>uid:0 root</c>, or a part of the engine.</summary>
    public string? Actor { get; set; }

    public string? Cause { get; set; }

    public JsonElement? Data { get; set; }

    public string? Hash { get; set; }
}
