using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Signal 9 goes to every process of the container, any other one to its init.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KillRequest(int Signal = 9);
