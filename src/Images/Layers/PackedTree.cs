namespace Orchestrator.Images.Layers;

/// <summary>An archive that was written.</summary>
/// <param name="Entries">Files, directories and others in it.</param>
/// <param name="Bytes">Bytes of the archive.</param>
/// <param name="LeftOut">Sockets, which no archive can hold, and what went while it was read.</param>
public sealed record PackedTree(long Entries, long Bytes, long LeftOut);
