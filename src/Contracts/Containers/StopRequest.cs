using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Body of <c>stop</c> and <c>restart</c>; null takes the container's own time.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StopRequest(double? TimeoutSeconds = null);
