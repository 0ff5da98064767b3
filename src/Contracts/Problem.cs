namespace Orchestrator.Contracts;

/// <summary>An error as RFC 9457 writes it, with what to do next and the exit code that fits.</summary>
public sealed record Problem
{
    public string Type { get; set; } = "about:blank";

    /// <summary>What failed.</summary>
    public required string Title { get; set; }

    public int Status { get; set; }

    /// <summary>Why.</summary>
    public string? Detail { get; set; }

    /// <summary>What to do next.</summary>
    public string? Next { get; set; }

    /// <summary>125 engine error, 126 cannot be invoked, 127 not found, 3 not reachable, 2 usage, 124 timed out.</summary>
    public int ExitCode { get; set; } = 125;
}
