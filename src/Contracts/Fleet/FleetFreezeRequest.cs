using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Fleet;

/// <summary>Body of <c>POST /v1/fleet/freeze</c> and <c>/thaw</c>: either <see cref="All"/> or a selector.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FleetFreezeRequest
{
    public bool All { get; set; }

    /// <summary><c>k=v,k2!=v2</c> over labels and over <c>name</c>, <c>image</c>, <c>state</c>.</summary>
    public string? Selector { get; set; }

    public string? Reason { get; set; }

    /// <summary>Thaw by itself after that time.</summary>
    public double? ForSeconds { get; set; }

    /// <summary>Thaw by itself at that moment; not together with <see cref="ForSeconds"/>.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>In whose name; the caller's if left out. Each owner's freeze counts on its own.</summary>
    public string? Owner { get; set; }

    /// <summary>For a thaw: end the freezes of all owners.</summary>
    public bool Force { get; set; }

    public bool DryRun { get; set; }
}
