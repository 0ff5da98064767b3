namespace Orchestrator.Contracts.Streams;

/// <summary>Bytes of a stream that its limit dropped before they were read.</summary>
public sealed record LogDropView(string Stream, long Bytes);
