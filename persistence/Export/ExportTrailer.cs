namespace Orchestrator.Persistence.Export;

/// <summary>The last line of an export: by it one sees that nothing is missing.</summary>
/// <param name="Last">Number of the last record; the one before the first when there is none.</param>
/// <param name="Head">Its hash, lower-case hex.</param>
/// <param name="Sha256">Of all bytes before this line.</param>
/// <param name="Signature">Over <see cref="ExportLines.SignedText"/> by the header's key, base64; null: not signed.</param>
public sealed record ExportTrailer(long Count, long Last, string Head, string Sha256, string? Signature);
