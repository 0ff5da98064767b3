using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>One setting of an LXC configuration and where it stands.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LxcItemRequest(string Key, string Value, string File, int Line);
