using System.Text;
using Orchestrator.Images.Layers;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Files;

/// <summary>
/// The files of one container, from outside. A path is looked up by openat2 with the container's root as the root, so that no
/// link of its leads to the host and nobody who exchanges one meanwhile changes that (CVE-2018-15664); no program and no
/// library of the container is run (CVE-2019-14271).
/// </summary>
public sealed class ContainerFiles : IDisposable
{
    private const int MostLinks = 40, MostTarget = 4096;

    private readonly DirectoryHandle _view;
    private readonly DirectoryHandle _writable;
    private readonly IReadOnlyList<string> _lowers;
    private readonly string _disk;
    private readonly IReadOnlyList<IDisposable> _held;
    private readonly IdText _uids;
    private readonly IdText _gids;
    private readonly IReadOnlyList<(IdText Uids, IdText Gids)> _others;
    private readonly bool _mixed;

    internal ContainerFiles(FilesPlace place)
    {
        _view = place.View;
        _writable = place.Writable;
        _lowers = place.Lowers;
        _disk = place.Disk;
        _held = place.Held;
        _uids = new IdText(place.UidMap);
        _gids = new IdText(place.GidMap);
        _others = [.. place.OtherMaps.Select(maps => (new IdText(maps.Uid), new IdText(maps.Gid)))];
        _mixed = place.MixedIds;
    }

    /// <summary>Null when there is nothing.</summary>
    public FoundFile? Look(string path)
    {
        using var found = _view.TryOpenInRoot(Named(path), Fcntl.O_PATH | Fcntl.O_NOFOLLOW, out _);
        if (found is null)
            return null;
        var status = found.Status();
        FileKind? leadsTo = null;
        if (status.IsLink)
        {
            using var target = _view.TryOpenInRoot(Named(path), Fcntl.O_PATH, out _);
            leadsTo = target is null ? null : Kind(target.Status());
        }
        return new FoundFile(Kind(status), (long)status.Size, status.Permissions, leadsTo);
    }

    /// <summary>
    /// Where the links in the last place of a path lead, as a process inside would follow them; null when nothing lies there, or
    /// they lead in a circle. Each step is looked up with the container's root as the root.
    /// </summary>
    public string? Follow(string path)
    {
        Span<byte> target = stackalloc byte[MostTarget];
        for (var links = 0; links <= MostLinks; links++)
        {
            var clean = Named(path);
            using var found = _view.TryOpenInRoot(clean, Fcntl.O_PATH | Fcntl.O_NOFOLLOW, out _);
            if (found is null)
                return null;
            if (!found.Status().IsLink)
                return path;
            // Of a descriptor of a link itself, the empty name is the link (readlinkat(2)).
            var length = EntryCalls.ReadLink(found.Number, "\0"u8, target);
            if (length <= 0 || length == target.Length)
                return null;
            var text = Encoding.UTF8.GetString(target[..length]);
            path = text.StartsWith('/') ? text : $"{Split(clean).Parent}/{text}";
        }
        return null;
    }

    /// <summary>Writes what lies at a path as an archive whose names begin with the last part of the path, or for <c>DIR/.</c> below it.</summary>
    /// <param name="name">Instead of the last part of the path.</param>
    /// <exception cref="SystemCallException">It is not there, or cannot be read.</exception>
    public PackedTree CopyOut(string path, string? name, Stream tar, CancellationToken cancel)
    {
        var clean = Named(path);
        var inside = clean == "." || path.EndsWith("/.", StringComparison.Ordinal);
        var (parent, entry) = inside ? (clean, "") : Split(clean);
        using var found = _view.TryOpenInRoot(parent, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, out var errno)
            ?? throw new SystemCallException("openat2", errno, $"Opening {path}");
        using var directory = DirectoryHandle.FromDescriptor(found.Release());
        return inside
            ? LayerPacker.Pack(directory, tar, Options(oneMount: false), cancel)
            : LayerPacker.Pack(directory, entry, tar, Options(oneMount: false) with { Prefix = name }, cancel);
    }

    /// <summary>The whole root; of what is mounted there only the place.</summary>
    public PackedTree Export(Stream tar, CancellationToken cancel) => LayerPacker.Pack(_view, tar, Options(oneMount: true), cancel);

    /// <summary>Unpacks an archive into a directory. Null, or what went wrong.</summary>
    /// <param name="keepOwners">False: everything belongs to the container's root.</param>
    public UnpackOutcome CopyIn(string directory, Stream tar, bool keepOwners, CancellationToken cancel) => LayerUnpacker.UnpackInto(
        tar, _writable, directory, _disk, new UnpackLimits
        {
            Lowers = _lowers,
            Whiteouts = false,
            KeepKinds = true,
            Sync = false,
            Uid = keepOwners ? _uids.Outside : _ => _uids.Outside(0),
            Gid = keepOwners ? _gids.Outside : _ => _gids.Outside(0),
            LowerUid = id => _uids.Outside(Uid(id)) ?? id,
            LowerGid = id => _gids.Outside(Gid(id)) ?? id,
        },
        cancel);

    public void Dispose()
    {
        if (!ReferenceEquals(_view, _writable))
            _writable.Dispose();
        _view.Dispose();
        foreach (var held in _held)
            held.Dispose();
    }

    private PackOptions Options(bool oneMount) => new() { Uid = Uid, Gid = Gid, OneMount = oneMount };

    private uint Uid(uint id) => Inside(id, _uids, _others.Select(other => other.Uids));

    private uint Gid(uint id) => Inside(id, _gids, _others.Select(other => other.Gids));

    /// <summary>On the disk what a container wrote has the host's ids, and what an image holds those inside.</summary>
    private uint Inside(uint id, IdText own, IEnumerable<IdText> others)
    {
        if (own.TryInside(id, out var inside) || !_mixed)
            return inside;
        foreach (var other in others)
        {
            if (other.TryInside(id, out inside))
                return inside;
        }
        return id;
    }

    private static FileKind Kind(Status status) =>
        status.IsDirectory ? FileKind.Directory : status.IsRegular ? FileKind.File : status.IsLink ? FileKind.Link : FileKind.Other;

    /// <summary>Relative to the root, without a slash at its end.</summary>
    private static string Named(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or ".."))
                parts.Add(part);
        }
        return parts.Count == 0 ? "." : string.Join('/', parts);
    }

    private static (string Parent, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? (".", path) : (path[..slash], path[(slash + 1)..]);
    }
}
