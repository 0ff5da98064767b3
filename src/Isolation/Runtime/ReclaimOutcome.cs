namespace Orchestrator.Isolation.Runtime;

/// <summary>What a container used before and after the kernel was asked to take back what it can.</summary>
/// <param name="Problem">What it refused; null: nothing, however little it took back.</param>
public sealed record ReclaimOutcome(long? BeforeBytes, long? AfterBytes, string? Problem);
