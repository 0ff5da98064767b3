namespace Orchestrator.Isolation.Runtime;

/// <summary>What became of a <see cref="StoreOrder"/>.</summary>
/// <param name="Problem">Null: it is done. Else what went wrong, why, and what to do next; nothing of it is left.</param>
/// <param name="Bytes">Size of the files that were copied; those that are shared take no place and are not counted.</param>
/// <param name="How"><c>shared</c>: no file was copied; <c>copied</c>; or <c>reflink</c>: the copies share their blocks with the original.</param>
public sealed record StoreOutcome(string? Problem, long Bytes, string? How);
