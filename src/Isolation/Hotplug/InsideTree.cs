using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Hotplug;

/// <summary>The files of a container as a process of it sees them: its mount namespace and its root.</summary>
/// <param name="process">Folder of its init in /proc, by a descriptor, so that no other process can take its place.</param>
/// <param name="ids">Whose what is made there is.</param>
internal sealed class InsideTree(string process, RootIds ids) : IDisposable
{
    private readonly NamespaceHandle _mounts = NamespaceHandle.TryOpen(process + "/ns/mnt", out var errno)
        ?? throw new SystemCallException("open", errno, "Opening its mount namespace");
    private readonly DirectoryHandle _root = DirectoryHandle.TryOpen(process + "/root", out var errno)
        ?? throw new SystemCallException("open", errno, "Opening its root");

    /// <summary>Has something done where every path is the container's; it must be short.</summary>
    public T Within<T>(Func<T> work) => MountNamespace.Within(_mounts, _root, ids.Uid, ids.Gid, work);

    /// <summary>Null: there is nothing of that name.</summary>
    public DeviceNumber? DeviceAt(string path) => Within(() => DeviceNumber.Of(path));

    public void Dispose()
    {
        _mounts.Dispose();
        _root.Dispose();
    }
}
