using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FreezeRequest(string? Reason = null, double? ForSeconds = null);
