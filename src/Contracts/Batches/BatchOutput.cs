using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>A host directory that members write into, created when missing and owned by the caller.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchOutput(string Target, string Dest);
