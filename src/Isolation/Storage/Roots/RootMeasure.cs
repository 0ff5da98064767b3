using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>What a container's root takes of the disk.</summary>
internal static class RootMeasure
{
    /// <summary>What a container has of its own, what it shares, and whether it stands on its image.</summary>
    public static (long Written, long Shared, bool OnImage) Of(RootFolder? folder, LayerDepot layers, CancellationToken cancel)
    {
        if (folder is null)
            return (0, 0, true);
        var record = folder.Read() ?? new RootRecord { Kind = StorageKind.Overlay, Content = "upper" };
        var shared = 0L;
        foreach (var layer in record.Layers)
        {
            using var tree = layers.TryOpen(layer.Name);
            shared += tree is null ? 0 : TreeSize.Of(tree, cancel);
        }
        return (record.Content is { } content ? Written(folder, record, content, cancel) : 0, shared, record.Kind == StorageKind.Overlay);
    }

    private static long Written(RootFolder folder, RootRecord record, string content, CancellationToken cancel)
    {
        if (record.InFile)
        {
            using var file = folder.Handle.TryOpenFile(content, Fcntl.O_PATH, out _);
            return file is not null && EntryCalls.Look(file.Number, "\0"u8, out var status) == 0 ? (long)status.Blocks * 512 : 0;
        }
        using var tree = folder.Handle.TryOpenDirectory(content, out _);
        return tree is null ? 0 : TreeSize.Of(tree, cancel);
    }
}
