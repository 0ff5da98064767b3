namespace Orchestrator.Isolation.Cgroups;

/// <summary>A limit as its group has it and as it binds.</summary>
/// <param name="File">Name of the file, and behind a space the line's key.</param>
/// <param name="From">The group that the effective value comes from; null: nothing limits it.</param>
public sealed record BindingLimit(string File, string Value, string Effective, string? From);
