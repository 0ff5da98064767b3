using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record UlimitRequest(string Name, ulong Soft, ulong Hard);
