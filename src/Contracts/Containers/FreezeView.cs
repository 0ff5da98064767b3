namespace Orchestrator.Contracts.Containers;

/// <summary>Who froze the container, why and until when.</summary>
public sealed record FreezeView
{
    public string? By { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? Since { get; set; }

    public DateTimeOffset? Until { get; set; }

    /// <summary><c>container</c> <c>fleet</c>, or the selector of a partial fleet freeze.</summary>
    public string Scope { get; set; } = "container";

    /// <summary>Whose freeze it is.</summary>
    public string? Owner { get; set; }

    /// <summary>Other owners who hold it too: it goes on once the last of them has thawed it.</summary>
    public IReadOnlyList<string> Others { get; set; } = [];
}
