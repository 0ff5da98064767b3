namespace Orchestrator.Contracts.Containers;

/// <summary>By whom and why a container was ended.</summary>
public sealed record EndingView
{
    /// <summary>One of signal, stop, stop-overdue, kill, time-limit and removal.</summary>
    public string Cause { get; set; } = "";

    /// <summary>Who asked for it, such as <c>ann (uid 1000)</c>.</summary>
    public string? By { get; set; }

    /// <summary>The command or cause.</summary>
    public string? Why { get; set; }

    public DateTimeOffset? AskedAt { get; set; }

    public int? Signal { get; set; }
}
