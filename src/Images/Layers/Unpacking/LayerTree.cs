using Orchestrator.Images.Layers.Tar;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>
/// The folder that a layer is unpacked into. Directories are found one step at a time from descriptors that are held, and
/// where a link leads on, by openat2 with the folder as the root: no path is ever looked up from the host's root, so
/// whoever exchanges a directory for a link meanwhile leads nobody outside (CVE-2025-47290).
/// </summary>
internal sealed class LayerTree : IDisposable
{
    private const int MostOpen = 256;
    private const int MostLinks = 40;
    private const uint ImpliedMode = 0x1ED;
    private const int OpenFlags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY;

    private readonly int _depth;
    private readonly UnpackLimits _limits;
    private readonly LowerLayers _lowers;
    private readonly string _opaque;
    private readonly int _rootLength;
    private readonly Dictionary<byte[], int> _open = new(new ByteKeys());
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _byPath;
    private readonly List<int> _loose = [];
    private bool _stale;

    public LayerTree(int root, UnpackLimits limits)
    {
        Root = root;
        _depth = limits.Depth;
        _limits = limits;
        _lowers = new LowerLayers(limits.Lowers, limits.UserAttributes);
        _opaque = OverlayNotes.Opaque(limits.UserAttributes);
        _rootLength = DescriptorPath.Of(root)?.Length ?? throw new LayerException(UnpackProblemKind.Kernel, "the folder to unpack into has no path");
        _byPath = _open.GetAlternateLookup<ReadOnlySpan<byte>>();
        Directories = new DirectoryNotes();
    }

    public int Root { get; }

    public LowerLayers Lowers => _lowers;

    /// <summary>Mode, owner and times of directories, which they get at the end.</summary>
    public DirectoryNotes Directories { get; }

    /// <summary>A directory had no entry and was made.</summary>
    public bool HasImplied { get; private set; }

    /// <summary>Descriptors of an entry's directories stay open until this is called before the next entry.</summary>
    public void Tidy()
    {
        if (_loose.Count > 0)
            CloseAll(_loose);
        if (_stale || _open.Count > MostOpen)
        {
            foreach (var fd in _open.Values)
                EntryCalls.Close(fd);
            _open.Clear();
            _stale = false;
        }
    }

    /// <summary>What paths led to may have changed: a directory or a link is gone.</summary>
    public void Forget() => _stale = true;

    /// <summary>The directory at a clean path, made with what is missing on the way.</summary>
    public int Directory(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            return Root;
        if (_byPath.TryGetValue(path, out var known))
            return known;
        var (parentLength, start) = LayerPath.Split(path);
        var parent = Directory(path[..parentLength]);
        var fd = Step(parent, Terminated(path[start..]), path);
        _open[path.ToArray()] = fd;
        return fd;
    }

    /// <summary>The directory at a path as it stands, which may have <c>..</c> in it; minus errno when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            return Root;
        if (_byPath.TryGetValue(path, out var known))
            return known;
        var fd = EntryCalls.OpenInRoot(Root, Terminated(path), OpenFlags, links: true);
        if (fd >= 0)
            _open[path.ToArray()] = fd;
        return fd;
    }

    /// <summary>The path from the layer's root to an open directory of it.</summary>
    public byte[] PathOf(int directory)
    {
        var whole = DescriptorPath.Of(directory);
        if (whole is null || whole.Length - _rootLength > LayerPath.MostBytes || whole.AsSpan(_rootLength).Count((byte)'/') > _depth)
            throw new LayerException(UnpackProblemKind.Limit, $"links lead to more than {_depth} directories below each other, the limit of a layer");
        return whole.Length <= _rootLength + 1 ? [] : whole[(_rootLength + 1)..];
    }

    /// <summary>Hides what lower layers have in a directory of this one.</summary>
    public void MakeOpaque(int directory, ReadOnlySpan<byte> path)
    {
        var result = EntryCalls.SetAttribute(directory, Terminated(System.Text.Encoding.ASCII.GetBytes(_opaque)), "y"u8);
        if (result < 0)
            throw Refusal.Of(result, "marking as opaque", path);
    }

    /// <summary>An entry of an earlier one's name takes its place.</summary>
    public void Replace(int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var looked = EntryCalls.Look(parent, name, out var status);
        if (looked == -Errno.ENOENT)
            return;
        Refusal.Check(looked, "looking at", path);
        if (status.IsDirectory || status.IsLink)
            Forget();
        Refusal.Check(status.IsDirectory ? TreeRemoval.Remove(parent, name) : EntryCalls.Remove(parent, name, isDirectory: false), "replacing", path);
    }

    public void Dispose()
    {
        _stale = true;
        Tidy();
        _lowers.Dispose();
    }

    private int Step(int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var fd = EntryCalls.Open(parent, name, OpenFlags);
        if (fd == -Errno.ENOENT)
            return MakeMissing(parent, name, path, 0);
        if (fd is not (-Errno.ENOTDIR or -Errno.ELOOP))
            return fd >= 0 ? fd : throw Refusal.Of(fd, "opening the directory", path);
        var looked = EntryCalls.Look(parent, name, out var status);
        if (looked < 0)
            throw Refusal.Of(looked, "looking at", path);
        if (status.IsLink)
            return Follow(path, 0);
        if (_limits.KeepKinds)
            throw Refusal.Of(-Errno.ENOTDIR, "opening the directory", path);
        // A file in the place of a parent gives way, as entries that come later always win.
        var removed = EntryCalls.Remove(parent, name, isDirectory: false);
        if (removed < 0)
            throw Refusal.Of(removed, "replacing", path);
        fd = Make(parent, name, path, ImpliedMode);
        MakeOpaque(fd, path);
        return fd;
    }

    /// <summary>Where a link leads, as a process inside would find it; what is missing there is made, as containerd does.</summary>
    private int Follow(ReadOnlySpan<byte> path, int links)
    {
        if (path.Length > LayerPath.MostBytes)
            throw new LayerException(UnpackProblemKind.Limit, $"links lead to a path longer than {LayerPath.MostBytes} bytes");
        var fd = EntryCalls.OpenInRoot(Root, Terminated(path), OpenFlags, links: true);
        if (fd >= 0)
        {
            _loose.Add(fd);
            PathOf(fd);
            _loose.Remove(fd);
            return fd;
        }
        if (fd != -Errno.ENOENT || links > MostLinks)
            throw Refusal.Of(fd, "following the link", path);
        path = path.TrimEnd((byte)'/');
        var (parentLength, start) = LayerPath.Split(path);
        var parent = parentLength == 0 ? Root : Keep(Follow(path[..parentLength], links + 1));
        var name = Terminated(path[start..]);
        if (name.AsSpan().SequenceEqual(".\0"u8) || name.AsSpan().SequenceEqual("..\0"u8) || name.Length == 1)
            return Follow(path, links + 1);
        var made = EntryCalls.Look(parent, name, out var status);
        return made == -Errno.ENOENT
            ? MakeMissing(parent, name, Below(PathOf(parent), name[..^1]), links + 1)
            : made >= 0 && status.IsLink
                ? Follow(Target(parent, name, path[..parentLength]), links + 1)
                : throw Refusal.Of(-Errno.ENOTDIR, "following the link", path);
    }

    private static byte[] Target(int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> parentPath)
    {
        Span<byte> target = stackalloc byte[LayerPath.MostBytes + 1];
        var length = EntryCalls.ReadLink(parent, name, target);
        return length <= 0
            ? throw Refusal.Of(length, "reading the link", name)
            : target[0] == '/' ? target[..length].ToArray() : [.. parentPath, (byte)'/', .. target[..length]];
    }

    private int MakeMissing(int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, int links)
    {
        if (_lowers.IsEmpty)
        {
            HasImplied = true;
            return Make(parent, name, path, ImpliedMode);
        }
        var place = Below(PathOf(parent), name[..^1]);
        if (_lowers.Look(place) is not { } lower)
            return Make(parent, name, path, ImpliedMode);
        if (lower.Status.IsLink)
        {
            if (links > MostLinks)
                throw Refusal.Of(-Errno.ELOOP, "following the link", path);
            var target = _lowers.Target(lower, place);
            return Follow(target, links + 1);
        }
        if (!lower.Status.IsDirectory)
            return Make(parent, name, path, ImpliedMode);
        var fd = Make(parent, name, path, 0x1C0);
        Directories.Add(path, new DirectoryNote(_limits.OnDisk(lower.Status), LowerLayers.AttributesOf(lower, place)));
        return fd;
    }

    private int Make(int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, uint mode)
    {
        var made = EntryCalls.MakeDirectory(parent, name, mode);
        var fd = made < 0 ? made : EntryCalls.Open(parent, name, OpenFlags);
        if (fd < 0)
            throw Refusal.Of(fd, "making the directory", path);
        // What was noted of an earlier directory of this name went with it.
        Directories.Remove(path);
        return fd;
    }

    private int Keep(int fd)
    {
        _loose.Add(fd);
        return fd;
    }

    private static void CloseAll(List<int> descriptors)
    {
        foreach (var fd in descriptors)
            EntryCalls.Close(fd);
        descriptors.Clear();
    }

    private static byte[] Below(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name) =>
        parent.IsEmpty ? name.ToArray() : [.. parent, (byte)'/', .. name];

    private static byte[] Terminated(ReadOnlySpan<byte> text) => [.. text, 0];
}
