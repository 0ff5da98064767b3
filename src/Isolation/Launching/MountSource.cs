using Orchestrator.Kernel;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>Opens the source of a bind or output mount as a detached copy of the mount tree (open_tree(2), OPEN_TREE_CLONE).</summary>
public static class MountSource
{
    /// <summary>Null handle: <paramref name="problem"/> says what is wrong with the source.</summary>
    public static Descriptor? Open(MountSpec mount, out string? problem) => throw new NotSupportedException();
}
