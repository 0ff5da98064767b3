namespace Orchestrator.Isolation.Storage;

/// <summary>The content of a <see cref="VolumeNote"/>.</summary>
internal sealed record VolumeLabels(IReadOnlyDictionary<string, string> Labels);
