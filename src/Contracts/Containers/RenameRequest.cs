using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RenameRequest(string Name);
