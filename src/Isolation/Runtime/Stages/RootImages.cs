using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>The file system of a root that is a file.</summary>
internal static class RootImages
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The kernel takes mounts of an ended container apart a moment after its end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Nothing for a root that is no file.</summary>
    public static async Task<(DirectoryHandle? Mount, string? Problem)> OpenAsync(
        ContainerSpec spec, NodeContext node, HandleSet handles, CancellationToken cancel)
    {
        if (spec is not { Root: { Image: true } root, RootfsPath: { } path })
            return (null, null);
        var readOnly = root.Direct != true || spec.ReadOnlyRootfs;
        var began = node.Time.GetTimestamp();
        while (true)
        {
            var mount = ImageFile.TryMount(path, readOnly, out var problem);
            if (mount is not null)
            {
                handles.Keep(mount);
                return (mount, null);
            }
            if (problem is not null)
                return (null, problem);
            if (node.Time.GetElapsedTime(began) >= Patience)
            {
                return (null, $"The root {path} is in use by another container, and only one at a time may write to it. "
                    + "Stop that one first, or use it read-only below a writable layer.");
            }
            await Task.Delay(Pause, node.Time, cancel).ConfigureAwait(false);
        }
    }
}
