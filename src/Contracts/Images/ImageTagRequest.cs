using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Images;

/// <summary>Body of <c>POST /v1/images/tag</c>: one more name for an image.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ImageTagRequest(string Image, string Name);
