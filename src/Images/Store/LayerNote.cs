namespace Orchestrator.Images.Store;

/// <summary>What is known of an unpacked layer without looking through it.</summary>
/// <param name="Bytes">Of its files.</param>
/// <param name="BootId">The boot in which it was unpacked, until all of it is known to be on the disk.</param>
/// <param name="Leans">It has directories that a lower layer may have otherwise: fit for the bottom only.</param>
public sealed record LayerNote(long Bytes, long Entries, string? BootId, bool Leans = false);
