using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>The layers below, the uppermost first, as overlay would show them together.</summary>
internal sealed class LowerLayers : IDisposable
{
    private readonly List<int> _layers = [];
    private readonly byte[] _opaque;

    public LowerLayers(IReadOnlyList<string> folders, bool userAttributes)
    {
        _opaque = Encoding.ASCII.GetBytes(OverlayNotes.Opaque(userAttributes) + "\0");
        foreach (var folder in folders)
        {
            var fd = EntryCalls.Open(Fcntl.AT_FDCWD, Encoding.UTF8.GetBytes(folder + "\0"), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            if (fd < 0)
                throw Refusal.Of(fd, "opening the lower layer", Encoding.UTF8.GetBytes(folder));
            _layers.Add(fd);
        }
    }

    public bool IsEmpty => _layers.Count == 0;

    /// <summary>The entry at a path in which no part but the last may be a link; null when they show none.</summary>
    public LowerEntry? Look(ReadOnlySpan<byte> path)
    {
        path = path.TrimStart((byte)'/');
        Span<byte> note = stackalloc byte[8];
        foreach (var layer in _layers)
        {
            var (parentLength, start) = LayerPath.Split(path);
            var directory = layer;
            var hides = false;
            // One part after the other: an opaque directory, a whiteout or a file on the way hides all that lies below.
            for (var at = 0; at < parentLength;)
            {
                var end = path[at..parentLength].IndexOf((byte)'/');
                var next = end < 0 ? parentLength : at + end;
                var fd = EntryCalls.Open(directory, Terminated(path[at..next]), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
                Close(directory, layer);
                directory = fd;
                if (fd < 0)
                {
                    if (fd != -Errno.ENOENT)
                        return null;
                    break;
                }
                hides |= EntryCalls.GetAttribute(fd, _opaque, note) > 0;
                at = next + 1;
            }
            if (directory >= 0)
            {
                var found = EntryCalls.Look(directory, Terminated(path[start..]), out var status);
                Close(directory, layer);
                if (found == 0)
                    return status.IsWhiteout ? null : new LowerEntry(layer, status);
            }
            if (hides)
                return null;
        }
        return null;
    }

    public byte[] Target(LowerEntry entry, ReadOnlySpan<byte> place)
    {
        place = place.TrimStart((byte)'/');
        Span<byte> target = stackalloc byte[LayerPath.MostBytes + 1];
        var length = EntryCalls.ReadLink(entry.Layer, Terminated(place), target);
        if (length <= 0)
            throw Refusal.Of(length, "reading the link of a lower layer", place);
        return target[0] == '/' ? target[..length].ToArray() : [.. place[..LayerPath.Split(place).ParentLength], (byte)'/', .. target[..length]];
    }

    /// <summary>A descriptor of the entry for reading, or minus errno.</summary>
    public static int Open(LowerEntry entry, ReadOnlySpan<byte> path) =>
        EntryCalls.OpenInRoot(entry.Layer, Terminated(path.TrimStart((byte)'/')), Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK, links: false);

    public static Dictionary<string, byte[]>? AttributesOf(LowerEntry entry, ReadOnlySpan<byte> path)
    {
        var fd = Open(entry, path);
        if (fd < 0)
            return null;
        try
        {
            return EntryAttributes.Of(fd);
        }
        finally
        {
            EntryCalls.Close(fd);
        }
    }

    public void Dispose()
    {
        foreach (var layer in _layers)
            EntryCalls.Close(layer);
        _layers.Clear();
    }

    private static void Close(int directory, int layer)
    {
        if (directory >= 0 && directory != layer)
            EntryCalls.Close(directory);
    }

    private static byte[] Terminated(ReadOnlySpan<byte> text) => [.. text, 0];
}
