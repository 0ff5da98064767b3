using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Tests.Support;

/// <summary>Layers as a container sees them: a real overlay mount, and paths looked up as with its root.</summary>
internal sealed class LayerView : IDisposable
{
    private readonly DirectoryHandle _root;

    /// <param name="layers">The uppermost first.</param>
    public LayerView(params string[] layers)
    {
        var folders = layers.Select(DirectoryHandle.Open).ToList();
        var mount = DetachedMount.TryMakeOverlay([.. folders], userAttributes: false, out var errno, out var call);
        folders.ForEach(folder => folder.Dispose());
        _root = mount ?? throw new SystemCallException(call, errno, "Mounting an overlay");
    }

    public bool Has(string path)
    {
        using var found = _root.TryOpenInRoot(path, Fcntl.O_PATH | Fcntl.O_NOFOLLOW, out _);
        return found is not null;
    }

    public string Text(string path)
    {
        using var file = _root.TryOpenInRoot(path, Fcntl.O_RDONLY, out var errno) ?? throw new SystemCallException("openat2", errno, path);
        var buffer = new byte[4096];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, file.ReadAt(buffer));
    }

    public Status Look(string path)
    {
        using var found = _root.TryOpenInRoot(path, Fcntl.O_PATH, out var errno) ?? throw new SystemCallException("openat2", errno, path);
        return found.Status();
    }

    public bool AreSame(string path, string other) =>
        (Look(path).Inode, Look(path).DeviceMajor, Look(path).DeviceMinor) == (Look(other).Inode, Look(other).DeviceMajor, Look(other).DeviceMinor);

    public IReadOnlyList<string> Names(string path)
    {
        using var found = _root.TryOpenInRoot(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, out var errno) ?? throw new SystemCallException("openat2", errno, path);
        using var folder = DirectoryHandle.FromDescriptor(found.Release());
        return [.. folder.Names().Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _root.Dispose();
}
