using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Images;

/// <summary>Body of <c>POST /v1/images/pull</c> and <c>/v1/images/push</c>, which answer with lines of <see cref="ImageProgress"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ImagePullRequest
{
    /// <summary><c>[HOST/]PATH[:TAG][@DIGEST]</c>.</summary>
    public required string Image { get; set; }

    /// <summary>Of a push: the name to push it as; null: its own.</summary>
    public string? Target { get; set; }

    /// <summary><c>OS/ARCH[/VARIANT]</c>; null: this machine's.</summary>
    public string? Platform { get; set; }

    /// <summary>The registry may speak plain HTTP or show a certificate that nobody vouches for.</summary>
    public bool Insecure { get; set; }
}
