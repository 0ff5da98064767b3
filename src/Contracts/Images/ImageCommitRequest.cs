using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Images;

/// <summary>Body of <c>POST /v1/images/commit</c>: what a container wrote becomes a layer on top of its image.</summary>
/// <param name="Message">For the image's history.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ImageCommitRequest(string Container, string Name, string? Author = null, string? Message = null);
