using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>One rule of the device policy.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeviceRuleRequest
{
    /// <summary><c>c 10:229 rwm</c>, <c>b *:* m</c>, or <c>a</c> for all devices.</summary>
    public required string Rule { get; set; }

    public bool Allow { get; set; } = true;
}
