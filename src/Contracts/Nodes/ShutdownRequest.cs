using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Nodes;

/// <summary>Body of <c>POST /v1/daemon/stop</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ShutdownRequest(bool WithContainers = false);
