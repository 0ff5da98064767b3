namespace Orchestrator.Formats.Lxc.Keys;

/// <summary>What a value may look like.</summary>
/// <param name="Name">For people: <c>0 or 1</c>, <c>signal</c>.</param>
/// <param name="Check">Null, or what is wrong with a value that is not empty.</param>
public sealed record LxcType(string Name, Func<string, string?> Check);
