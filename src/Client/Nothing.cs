namespace Orchestrator.Client;

/// <summary>The answer of a request that only succeeds or fails.</summary>
public sealed class Nothing
{
    public static Nothing Instance { get; } = new();
}
