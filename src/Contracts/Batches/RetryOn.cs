using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>Which ends are worth another attempt; without it every failure is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetryOn
{
    public IReadOnlyList<int> Codes { get; set; } = [];

    public IReadOnlyList<int> Signals { get; set; } = [];

    public bool Oom { get; set; }
}
