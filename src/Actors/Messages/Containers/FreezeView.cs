using System.Text.Json.Serialization;

namespace Orchestrator.Actors.Messages.Containers;

/// <summary>One owner's freeze. What several owners froze stays frozen until the last of them has thawed it.</summary>
/// <param name="Scope"><c>container</c>, <c>fleet</c>, or the selector of a partial fleet freeze.</param>
public sealed record FreezeView(Caller By, string? Reason, DateTimeOffset Since, DateTimeOffset? Until, string Scope)
{
    /// <summary>In whose name, if not in that of the user who asked.</summary>
    public string? Owner { get; init; }

    /// <summary>Whose freeze it is.</summary>
    [JsonIgnore]
    public string Holder => Owner ?? By.User;
}
