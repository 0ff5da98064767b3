using System.Text;
using Orchestrator.Images.Layers.Packing;
using Orchestrator.Images.Layers.Tar;
using Orchestrator.Images.Layers.Unpacking;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers;

/// <summary>
/// Writes a tree as a tar archive: names in the order of their bytes, hard links as such, extended attributes as pax records.
/// The tree may be a stranger's and may change meanwhile: no link is followed, nothing but files and directories is opened,
/// and what is not there any more is left out.
/// </summary>
public sealed class LayerPacker
{
    private const int BufferBytes = 256 << 10;
    private readonly PackOptions _options;
    private readonly TarWriter _tar;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<(ulong Device, ulong Inode), byte[]> _linked = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly byte[] _opaque;
    private readonly long _latest;
    private ulong _mount;
    private long _entries;
    private long _leftOut;

    private LayerPacker(Stream output, PackOptions options, CancellationToken cancel)
    {
        _tar = new TarWriter(output);
        _options = options;
        _cancel = cancel;
        _opaque = Encoding.ASCII.GetBytes(OverlayNotes.Opaque(options.UserAttributes) + "\0");
        _latest = options.LatestTime?.ToUnixTimeSeconds() ?? long.MaxValue;
    }

    /// <summary>Everything below a directory, and itself as <see cref="PackOptions.Prefix"/> or <c>./</c>.</summary>
    /// <exception cref="SystemCallException">Something cannot be read.</exception>
    public static PackedTree Pack(DirectoryHandle tree, Stream tar, PackOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        var packer = new LayerPacker(tar, options, cancel);
        Check(EntryCalls.Look(tree.Number, "\0"u8, out var status), "statx", "the top of the tree");
        packer._mount = status.Mount;
        packer.Directory(tree.Number, Encoding.UTF8.GetBytes(options.Prefix ?? "."), status, isTop: options.Prefix is null);
        return packer.Finish();
    }

    /// <summary>One entry of a directory, with all below it.</summary>
    /// <param name="name">Its name in <paramref name="parent"/>.</param>
    public static PackedTree Pack(DirectoryHandle parent, string name, Stream tar, PackOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(options);
        var packer = new LayerPacker(tar, options, cancel);
        byte[] terminated = [.. Encoding.UTF8.GetBytes(name), 0];
        Check(EntryCalls.Look(parent.Number, terminated, out var status), "statx", name);
        packer._mount = status.Mount;
        packer.Entry(parent.Number, terminated, Encoding.UTF8.GetBytes(options.Prefix ?? name));
        return packer.Finish();
    }

    private PackedTree Finish()
    {
        _tar.End();
        return new PackedTree(_entries, _tar.Written, _leftOut);
    }

    private void Directory(int fd, byte[] path, in EntryStatus status, bool isTop)
    {
        _entries++;
        byte[] name = [.. path, (byte)'/'];
        if (_options.OneMount && status.Mount != _mount)
        {
            // Owner and mode are those of what is mounted, and not of the place.
            _tar.Entry('5', name, default, new TarMeta(0x1ED, 0, 0, Meta(status).Seconds), 0);
            return;
        }
        _tar.Entry('5', name, default, Meta(status), 0, EntryAttributes.Of(fd));
        if (_options.Whiteouts && EntryCalls.GetAttribute(fd, _opaque, stackalloc byte[8]) > 0)
            Whiteout(Join(isTop ? [] : path, ".wh..wh..opq"u8));
        var entries = EntryCalls.Names(fd, out var result);
        Check(result, "getdents64", TarEntry.Text(path));
        foreach (var entry in entries)
        {
            _cancel.ThrowIfCancellationRequested();
            Entry(fd, entry, Join(isTop ? [] : path, entry.AsSpan(0, entry.Length - 1)));
        }
    }

    private void Entry(int parent, byte[] name, byte[] path)
    {
        if (path.Length > LayerPath.MostBytes)
            throw new SystemCallException("openat", Errno.ENAMETOOLONG, $"Packing {TarEntry.Text(path)}");
        if (EntryCalls.Look(parent, name, out var status) < 0)
        {
            _leftOut++;
            return;
        }
        if (_options.Whiteouts && status.IsWhiteout)
        {
            var start = path.Length - (name.Length - 1);
            Whiteout([.. path.AsSpan(0, start), .. ".wh."u8, .. name.AsSpan(0, name.Length - 1)]);
            return;
        }
        switch (status.Type)
        {
            case SysStat.S_IFDIR:
                Open(parent, name, path, status, Fcntl.O_DIRECTORY, (fd, now) => Directory(fd, path, now, isTop: false));
                return;
            case SysStat.S_IFSOCK:
                _leftOut++;
                return;
        }
        if (status.Links > 1 && !_linked.TryAdd((status.Device, status.Inode), path))
        {
            _entries++;
            _tar.Entry('1', path, _linked[(status.Device, status.Inode)], Meta(status), 0);
            return;
        }
        switch (status.Type)
        {
            case SysStat.S_IFREG:
                // The status said that it is a file; should it have become a fifo since, opening it must not wait.
                Open(parent, name, path, status, Fcntl.O_NONBLOCK, (fd, now) => File(fd, path, now));
                break;
            case SysStat.S_IFLNK:
                SymbolicLink(parent, name, path, status);
                break;
            default:
                _entries++;
                var type = status.Type switch { SysStat.S_IFIFO => '6', SysStat.S_IFCHR => '3', _ => '4' };
                _tar.Entry(type, path, default, Meta(status), 0, null, status.Major, status.Minor);
                break;
        }
    }

    private void Open(int parent, byte[] name, byte[] path, EntryStatus seen, int flags, Action<int, EntryStatus> then)
    {
        var fd = EntryCalls.Open(parent, name, Fcntl.O_RDONLY | flags);
        if (fd is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP or -Errno.ENXIO)
        {
            _leftOut++;
            return;
        }
        Check(fd, "openat", TarEntry.Text(path));
        try
        {
            Check(EntryCalls.Look(fd, "\0"u8, out var now), "statx", TarEntry.Text(path));
            if (now.Type == seen.Type)
                then(fd, now);
            else
                _leftOut++;
        }
        finally
        {
            EntryCalls.Close(fd);
        }
    }

    private void File(int fd, byte[] path, EntryStatus status)
    {
        _entries++;
        var size = _options.OneMount && status.Mount != _mount ? 0 : (long)status.Size;
        _tar.Entry('0', path, default, Meta(status), size, EntryAttributes.Of(fd));
        for (var left = size; left > 0;)
        {
            _cancel.ThrowIfCancellationRequested();
            var got = EntryCalls.Read(fd, _buffer.AsSpan(0, (int)Math.Min(left, BufferBytes)));
            Check(got, "read", TarEntry.Text(path));
            // A file that shrinks while it is read has zeros where its end was: the header has told its length.
            if (got == 0)
            {
                got = (int)Math.Min(left, BufferBytes);
                _buffer.AsSpan(0, got).Clear();
            }
            _tar.Content(_buffer.AsSpan(0, got));
            left -= got;
        }
        _tar.Pad(size);
    }

    private void SymbolicLink(int parent, byte[] name, byte[] path, in EntryStatus status)
    {
        Span<byte> target = stackalloc byte[LayerPath.MostBytes + 1];
        var length = EntryCalls.ReadLink(parent, name, target);
        if (length < 0)
        {
            _leftOut++;
            return;
        }
        _entries++;
        _tar.Entry('2', path, target[..length], Meta(status), 0);
    }

    private void Whiteout(byte[] path)
    {
        _entries++;
        _tar.Entry('0', path, default, new TarMeta(0, 0, 0, 0), 0);
    }

    private TarMeta Meta(in EntryStatus status) => new(
        status.Permissions, _options.Uid?.Invoke(status.Uid) ?? status.Uid, _options.Gid?.Invoke(status.Gid) ?? status.Gid,
        Math.Min(status.Seconds, _latest));

    private static byte[] Join(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name) =>
        parent.IsEmpty ? name.ToArray() : [.. parent, (byte)'/', .. name];

    private static void Check(int result, string call, string what)
    {
        if (result < 0)
            throw new SystemCallException(call, -result, $"Packing {what}");
    }
}
