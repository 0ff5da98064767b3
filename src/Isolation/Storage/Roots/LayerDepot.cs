using System.Globalization;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary><c>ROOT/layers</c>: what containers and snapshots share. A layer is there as long as a record names it.</summary>
internal sealed class LayerDepot : IDisposable
{
    private const string Making = ".new-";
    private const uint OwnerOnly = 0x1C0;

    private readonly DirectoryHandle _layers;

    /// <summary>Only what was there when this began can be left over; all others are somebody's work.</summary>
    private readonly IReadOnlyList<string> _unfinished;

    public LayerDepot(string root)
    {
        Path = System.IO.Path.Combine(root, "layers");
        using var top = DirectoryHandle.Open(root);
        _layers = top.MakeDirectory("layers", OwnerOnly);
        _unfinished = [.. _layers.DirectoryNames().Where(name => name.StartsWith(Making, StringComparison.Ordinal))];
    }

    public string Path { get; }

    public static string NewName() => Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);

    /// <summary>An empty directory, which <see cref="Finish"/> makes the layer.</summary>
    public DirectoryHandle Begin(string name) => _layers.MakeDirectory(Making + name, OwnerOnly);

    public void Finish(string name)
    {
        var errno = _layers.TryRename(Making + name, name);
        if (errno != 0)
            throw new SystemCallException("renameat", errno, "Keeping a layer");
        _layers.Sync();
    }

    public void Abandon(string name) => TreeRemoval.Remove(_layers, Making + name);

    public bool Has(string name) => _layers.StatusOf(name) is not null;

    /// <summary>A directory of a container becomes the layer.</summary>
    public void Take(DirectoryHandle folder, string entry, string name)
    {
        var errno = Stdio.renameat(folder.Number, entry, _layers.Number, name) == 0
            ? 0
            : System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        if (errno != 0 && !(errno == Errno.ENOENT && Has(name)))
            throw new SystemCallException("renameat", errno, $"Moving {entry} to the shared layers");
        _layers.Sync();
    }

    public DirectoryHandle? TryOpen(string name) => _layers.TryOpenDirectory(name, out _);

    public DirectoryHandle Open(string name) => _layers.OpenDirectory(name);

    /// <summary>True while there is none, so that nobody need look for who uses it.</summary>
    public bool Empty => _layers.DirectoryNames().Count == 0;

    public void RemoveUnfinished()
    {
        foreach (var name in _unfinished)
            TreeRemoval.Remove(_layers, name);
    }

    /// <summary>Removes all but those that are used.</summary>
    public void Keep(IReadOnlySet<string> used)
    {
        foreach (var name in _layers.DirectoryNames())
        {
            if (!used.Contains(name) && !name.StartsWith(Making, StringComparison.Ordinal))
                TreeRemoval.Remove(_layers, name);
        }
    }

    public void Dispose() => _layers.Dispose();
}
