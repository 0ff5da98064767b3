namespace Orchestrator.Formats.Oci;

/// <summary>What is wrong, or cannot be carried out, at one place of a bundle's config.json.</summary>
/// <param name="Path">Such as <c>$.linux.namespaces[2].path</c>.</param>
public sealed record OciProblem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
