using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime;

/// <summary>What a container wrote over its image.</summary>
/// <param name="Uid">The id inside for one on the disk; one that has none is nobody.</param>
public sealed record WrittenTree(DirectoryHandle Tree, Func<uint, uint> Uid, Func<uint, uint> Gid);
