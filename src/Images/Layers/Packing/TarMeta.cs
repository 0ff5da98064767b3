namespace Orchestrator.Images.Layers.Packing;

/// <summary>Mode, owner and time of an entry.</summary>
internal readonly record struct TarMeta(uint Mode, uint Uid, uint Gid, long Seconds);
