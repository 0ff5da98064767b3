using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime;

/// <summary>The group of a running container in one hierarchy.</summary>
/// <param name="Controllers">What this hierarchy does for it; several where v1 controllers are mounted together.</param>
/// <param name="Path">Below the hierarchy's mount point, with a slash before it.</param>
/// <param name="Directory">The group itself; whoever asked disposes it.</param>
public sealed record OpenedCgroup(bool IsV2, IReadOnlyList<string> Controllers, string Path, DirectoryHandle Directory) : IDisposable
{
    public void Dispose() => Directory.Dispose();
}
