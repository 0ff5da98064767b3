using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>The storage of a container for its start, with the mounts of file systems that are files.</summary>
internal static class RootImages
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The kernel takes mounts of an ended container apart a moment after its end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<(OpenedRoot? Root, string? Problem)> OpenAsync(
        LaunchOrder order, NodeContext node, HandleSet handles, CancellationToken cancel)
    {
        var spec = order.Spec;
        var (opened, storage) = await OpenAsync(order, node, cancel).ConfigureAwait(false);
        if (opened is null)
            return (null, storage);
        if (opened.Mount is { } mounted)
            handles.Keep(mounted);
        if (opened.Writable is { } writable)
            handles.Keep(writable);
        if (spec is { Root.Recursive: true, RootfsPath: { } top })
        {
            if (DetachedMount.TryCopyTree(top, out var errno) is not { } tree)
                return (null, $"The root {top} with all that is mounted below it cannot be had: {Errno.Name(errno)}.");
            handles.Keep(tree);
            return (opened with { Mount = tree }, null);
        }
        if (opened.Whole is not null || spec is not { Root: { Image: true } root, RootfsPath: { } path })
            return (opened, null);
        var readOnly = root.Direct != true || spec.ReadOnlyRootfs;
        var began = node.Time.GetTimestamp();
        while (true)
        {
            var mount = ImageFile.TryMount(path, readOnly, out var problem);
            if (mount is not null)
            {
                handles.Keep(mount);
                return (opened with { Mount = mount }, null);
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

    private static async Task<(OpenedRoot? Root, string? Problem)> OpenAsync(LaunchOrder order, NodeContext node, CancellationToken cancel)
    {
        var ids = RootIds.Of(order.Spec, order.Prepared, node.Rootless);
        var began = node.Time.GetTimestamp();
        while (true)
        {
            var written = node.FileUses.IsHeld(order.Id);
            string? problem = null;
            var opened = written ? null : node.Roots.Open(order.Id, order.Spec.Storage, ids, out problem);
            if (opened is not null || problem is not null)
                return (opened, problem);
            if (node.Time.GetElapsedTime(began) >= Patience)
                return (null, written ? "Files are being copied into it (orch cp). Start it when that has ended." : "Its storage is still in use, maybe by a process of an earlier start that does not end. See: orch inspect");
            await Task.Delay(Pause, node.Time, cancel).ConfigureAwait(false);
        }
    }
}
