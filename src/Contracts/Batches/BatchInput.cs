using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>A file or directory of the host, read-only inside.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchInput(string Source, string Target);
