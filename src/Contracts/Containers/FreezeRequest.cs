using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <param name="ForSeconds">Thaw by itself after that time.</param>
/// <param name="Owner">In whose name; the caller's if left out. Each owner's freeze counts on its own.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FreezeRequest(string? Reason = null, double? ForSeconds = null, string? Owner = null)
{
    /// <summary>Thaw by itself at that moment; not together with <see cref="ForSeconds"/>.</summary>
    public DateTimeOffset? Until { get; set; }
}
