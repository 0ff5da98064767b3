using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Images.Blobs;
using Orchestrator.Images.Oci;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Store;

/// <summary>
/// The images of one node below a folder: <c>blobs</c> and <c>layers</c> by digest, <c>records</c> of what belongs to an
/// image, and <c>names</c>. Everything gets its name last and whole, so what ends the process costs only what was under
/// way. What is neither named nor used is removed by <see cref="Prune"/>.
/// </summary>
public sealed class ImageLibrary
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LongestFileName = 200;

    private readonly string _folder;
    private readonly string _names;
    private readonly string _records;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, ImageRecord> _known = new(StringComparer.Ordinal);

    // Whoever relies on something being here pins it first; what is removed is chosen and removed under the same lock.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _pins = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, string> _users = [];

    public ImageLibrary(string folder, TimeProvider time, string? bootId = null)
    {
        _folder = folder;
        _time = time;
        Blobs = new BlobStore(folder);
        Layers = new LayerStore(folder, bootId ?? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
        _names = Path.Combine(folder, "names");
        _records = Path.Combine(folder, "records");
        Directory.CreateDirectory(_names, OwnerOnly);
        Directory.CreateDirectory(_records, OwnerOnly);
    }

    public BlobStore Blobs { get; }

    public LayerStore Layers { get; }

    /// <summary>Called once, before anything else, by the one process that the folder belongs to.</summary>
    public void Clean()
    {
        Blobs.Clean(_time.GetUtcNow());
        Layers.Clean();
        foreach (var folder in (ReadOnlySpan<string>)[_names, _records])
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*" + StoreJson.Fresh))
                File.Delete(file);
        }
    }

    /// <summary>All names, sorted.</summary>
    public IReadOnlyList<ImageTag> Names() =>
    [
        .. Directory.EnumerateFiles(_names, "*.json")
            .Select(file => StoreJson.Read(file, StoreJson.Default.ImageTag))
            .OfType<ImageTag>()
            .OrderBy(tag => tag.Name, StringComparer.Ordinal),
    ];

    public ImageTag? Find(string name) => StoreJson.Read(NameFile(name), StoreJson.Default.ImageTag) is { } tag && tag.Name == name ? tag : null;

    /// <summary>An image whose digest is, or begins with, that; null when there is none, or more than one.</summary>
    public ImageRecord? FindByDigest(string text)
    {
        var prefix = text.StartsWith("sha256:", StringComparison.Ordinal) ? text : $"sha256:{text}";
        if (Record(prefix) is { } exact)
            return exact;
        var found = Records().Where(record => record.Digest.StartsWith(prefix, StringComparison.Ordinal)).Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    public IEnumerable<ImageRecord> Records() =>
        Directory.EnumerateFiles(_records, "*.json").Select(file => StoreJson.Read(file, StoreJson.Default.ImageRecord)).OfType<ImageRecord>();

    /// <summary>Null: the store does not hold that image.</summary>
    public ImageRecord? Record(string digest)
    {
        if (_known.TryGetValue(digest, out var known))
            return known;
        if (Digest.TryParse(digest) is not { } parsed)
            return null;
        var record = StoreJson.Read(RecordFile(parsed), StoreJson.Default.ImageRecord);
        // Roots of before there were records hold images of one layer, called by its digest.
        if (record is null && Layers.PathOf(parsed.Hex) is not null && !File.Exists(RecordFile(parsed)))
            record = new ImageRecord(digest, [parsed.Hex], 0, 0, default);
        if (record is not null)
            _known[digest] = record;
        return record;
    }

    /// <summary>Folders of an image's layers, topmost first; null when one of them is not here.</summary>
    public IReadOnlyList<string>? LayerPaths(string digest)
    {
        if (Record(digest) is not { } record)
            return null;
        var paths = new string[record.Layers.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            if (Layers.PathOf(record.Layers[i]) is not { } path)
                return null;
            paths[paths.Length - 1 - i] = path;
        }
        return paths;
    }

    public void Put(ImageRecord record)
    {
        StoreJson.Write(RecordFile(Digest.TryParse(record.Digest)!.Value), record, StoreJson.Default.ImageRecord);
        _known[record.Digest] = record;
    }

    public ImageTag Tag(string name, ImageRecord record)
    {
        var tag = new ImageTag(name, record.Digest, record.CreatedAt, record.SizeBytes, record.Files);
        StoreJson.Write(NameFile(name), tag, StoreJson.Default.ImageTag);
        return tag;
    }

    /// <summary>False: there was no such name.</summary>
    public bool Untag(string name)
    {
        if (Find(name) is null)
            return false;
        File.Delete(NameFile(name));
        return true;
    }

    /// <summary>Keeps digests and layer keys until the result is disposed of, whether they are here yet or not.</summary>
    public ImagePin Pin() => new(this);

    /// <summary>
    /// Has the kernel write everything to the disk, and notes that these layers are there: until then they are those of this
    /// boot, and nobody had to wait.
    /// </summary>
    public void Settle(IReadOnlyList<string> keys)
    {
        using var folder = DirectoryHandle.Open(_folder);
        if (EntryCalls.SyncFileSystem(folder.Number) >= 0)
            Layers.Settled(keys);
    }

    /// <summary>A container keeps its image, named or not, until <see cref="Release"/>.</summary>
    public void Use(Guid container, string digest)
    {
        lock (_gate)
            _users[container] = digest;
    }

    public void Release(Guid container)
    {
        lock (_gate)
            _users.Remove(container);
    }

    public IReadOnlyList<Guid> UsersOf(string digest)
    {
        lock (_gate)
            return [.. _users.Where(user => user.Value == digest).Select(user => user.Key)];
    }

    /// <summary>Removes images without a name and without a container, and all blobs and layers that then belong to none.</summary>
    /// <param name="all">Also named ones that no container uses.</param>
    public PruneOutcome Prune(bool all)
    {
        var removed = new List<string>();
        var untagged = new List<string>();
        long freed = 0;
        lock (_gate)
        {
            var used = _users.Values.Concat(_pins.Keys).ToHashSet(StringComparer.Ordinal);
            foreach (var tag in Names())
            {
                if (!all || used.Contains(tag.Digest))
                    used.Add(tag.Digest);
                else if (Untag(tag.Name))
                    untagged.Add(tag.Name);
            }
            var kept = new HashSet<string>(_pins.Keys, StringComparer.Ordinal);
            foreach (var digest in used.Where(digest => Record(digest) is not null))
            {
                var record = Record(digest)!;
                kept.Add(record.Digest);
                kept.UnionWith(record.Blobs);
                kept.UnionWith(record.Layers);
                if (record.Config is not null)
                    kept.Add(record.Config);
            }
            foreach (var record in Records().Where(record => !kept.Contains(record.Digest)).ToList())
            {
                // The record goes first: half an image is none.
                File.Delete(RecordFile(Digest.TryParse(record.Digest)!.Value));
                _known.TryRemove(record.Digest, out _);
                removed.Add(record.Digest);
            }
            foreach (var key in Layers.All().Where(key => !kept.Contains(key)).ToList())
            {
                _known.TryRemove($"sha256:{key}", out _);
                freed += Layers.Remove(key);
            }
            foreach (var blob in Blobs.All().Where(blob => !kept.Contains(blob.ToString())).ToList())
                freed += Blobs.Remove(blob);
            freed += Blobs.RemoveUnfinished(kept.Select(Digest.TryParse).OfType<Digest>().ToHashSet());
        }
        Layers.EmptyTrash();
        return new PruneOutcome(removed, untagged, freed);
    }

    internal void Hold(string key)
    {
        lock (_gate)
            _pins[key] = _pins.GetValueOrDefault(key) + 1;
    }

    internal void Let(string key)
    {
        lock (_gate)
        {
            if (--_pins[key] == 0)
                _pins.Remove(key);
        }
    }

    private string RecordFile(Digest digest) => Path.Combine(_records, $"{digest.FileName}.json");

    /// <summary>A name has slashes and may be longer than a file's; no name has a plus.</summary>
    private string NameFile(string name)
    {
        var file = name.Replace('/', '+');
        return Path.Combine(_names, (file.Length <= LongestFileName ? file : $"+{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}") + ".json");
    }
}
