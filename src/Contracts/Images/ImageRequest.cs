using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Images;

/// <summary>Body of <c>POST /v1/images</c>: make an image from a template of this machine.</summary>
/// <param name="Template"><c>busybox</c>, <c>local</c>, <c>directory</c> or <c>download</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ImageRequest(string Name, string Template)
{
    /// <summary>Options of the template, as LXC's take them.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Name of the container that it is for, which goes into its files; null: the image's.</summary>
    public string? Container { get; set; }
}
