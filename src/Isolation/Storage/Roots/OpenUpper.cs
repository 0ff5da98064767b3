using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>An upper directory together with the mount that it lies in, if it has one of its own.</summary>
internal sealed record OpenUpper(DirectoryHandle Tree, DirectoryHandle? Mount) : IDisposable
{
    public void Dispose()
    {
        Tree.Dispose();
        Mount?.Dispose();
    }
}
