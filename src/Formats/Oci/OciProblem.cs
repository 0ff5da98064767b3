namespace Orchestrator.Formats.Oci;

/// <summary>What is wrong, or cannot be carried out, at one place of a bundle's config.json.</summary>
/// <param name="Path">Such as <c>$.linux.namespaces[2].path</c>.</param>
public sealed record OciProblem(string Path, string Message)
{
    /// <summary>Nobody knows the property. A runtime has to ignore that (runtime-spec, "Extensibility"); a check tells it.</summary>
    public bool Ignored { get; init; }

    public override string ToString() => $"{Path}: {Message}";
}
