namespace Orchestrator.Contracts.Containers;

/// <summary>Who froze the container, why and until when.</summary>
public sealed record FreezeView
{
    public string? By { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? Since { get; set; }

    public DateTimeOffset? Until { get; set; }

    /// <summary><c>container</c> or <c>fleet</c>.</summary>
    public string Scope { get; set; } = "container";
}
