namespace Orchestrator.Persistence.Export;

/// <summary>The first line of an export: where the records come from, and what they follow.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Store">Kind of the store that they lay in.</param>
/// <param name="Key">Public key of the node, 32 bytes in base64; null when it was not known.</param>
/// <param name="First">Number of the first record.</param>
/// <param name="HashBefore">Hash of the record before, lower-case hex: the chain begins with it.</param>
public sealed record ExportHeader(
    string Node, string Store, string? Key, long First, string HashBefore, DateTimeOffset ExportedAt);
