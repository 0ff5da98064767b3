namespace Orchestrator.Contracts.Nodes;

/// <param name="Layout"><c>v1</c>, <c>v2</c> or <c>hybrid</c>.</param>
public sealed record CgroupInfo(string Layout = "", IReadOnlyList<string>? Controllers = null, string? Parent = null);
