namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>What a template gave.</summary>
/// <param name="Config">Lines of LXC's configuration; null or empty: none.</param>
internal sealed record MadeRoot(string Image, string? Config);
