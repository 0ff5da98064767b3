namespace Orchestrator.Isolation.Images.Templates;

/// <summary><see cref="Problem"/> null: the root is there. Else why not, and what to do.</summary>
internal sealed record TemplateOutcome(string? Problem)
{
    public static TemplateOutcome Done { get; } = new((string?)null);

    /// <summary>Lines of LXC's configuration that go with the root.</summary>
    public string? Config { get; init; }

    /// <summary>What the template wants the user to read.</summary>
    public string? Message { get; init; }

    /// <summary>A part of the image's identity that its files do not show, e.g. where it was fetched.</summary>
    public string? Source { get; init; }
}
