using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Images;

/// <summary>Body of <c>POST /v1/images</c>: make an image from a template of this machine.</summary>
/// <param name="Template"><c>busybox</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ImageRequest(string Name, string Template);
