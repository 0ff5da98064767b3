using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage;

/// <summary>
/// <c>ROOT/volumes/NAME/data</c>. Containers leave files of root in it, setuid ones too, so only root may enter; they get
/// there through a mount with their own ids alone.
/// </summary>
public sealed class VolumeStore : IDisposable
{
    private const uint OwnerOnly = 0x1C0, Data = 0x1ED;
    private const string DataName = "data", MakingName = ".making";

    /// <summary>Begins the names of volumes that nobody named.</summary>
    public const string AnonymousPrefix = "anonymous-";

    /// <summary>No name of a volume begins with a dot.</summary>
    private const string TrashPrefix = ".trash-";

    private readonly Lock _first = new();
    private readonly VolumeUsers _users = new();
    private readonly DirectoryHandle _volumes;
    private readonly string _path;

    public VolumeStore(string root)
    {
        using var top = DirectoryHandle.Open(root);
        _volumes = top.MakeDirectory("volumes", OwnerOnly);
        _path = Path.Combine(root, "volumes");
    }

    /// <summary>Where the files of a volume lie, which is made when it is not there.</summary>
    public string DataPath(string name)
    {
        OpenData(name).Dispose();
        return Path.Combine(_path, name, DataName);
    }

    /// <summary>Where they will lie, whether they are there yet or not.</summary>
    public string PathOf(string name) => Path.Combine(_path, name, DataName);

    public IReadOnlyList<(string Name, DateTimeOffset CreatedAt)> List() =>
    [
        .. _volumes.DirectoryNames().Where(name => NameRules.Check(name) is null).Order(StringComparer.Ordinal)
            .Select(name => (name, new DateTimeOffset(Directory.GetCreationTimeUtc(Path.Combine(_path, name))))),
    ];

    public bool Exists(string name)
    {
        using var volume = _volumes.TryOpenDirectory(name, out _);
        return volume is not null;
    }

    /// <summary>Its first use makes the folder for its files.</summary>
    /// <param name="labels">Kept beside the files.</param>
    public void Create(string name, IReadOnlyDictionary<string, string>? labels = null)
    {
        using var volume = OpenVolume(name);
        if (labels is { Count: > 0 })
            VolumeNote.Write(volume, labels);
    }

    public IReadOnlyDictionary<string, string> LabelsOf(string name)
    {
        using var volume = _volumes.TryOpenDirectory(name, out _);
        return volume is null ? new Dictionary<string, string>() : VolumeNote.Read(volume);
    }

    /// <summary>The container has these volumes from now on until <see cref="Release"/>. Those that were not there are made.</summary>
    /// <returns>Those.</returns>
    public IReadOnlyList<string> Hold(Guid container, ContainerSpec spec)
    {
        var names = NamesIn(spec);
        if (names.Count == 0)
            return [];
        _users.Hold(container, names);
        var made = names.Where(name => !Exists(name)).ToList();
        made.ForEach(name => Create(name));
        return made;
    }

    /// <summary>The container, which is not there any more, has none.</summary>
    public void Release(Guid container) => _users.Release(container);

    /// <summary>The same of a container that never came to be: what was made for it and nobody used goes with it.</summary>
    public void Abandon(Guid container)
    {
        foreach (var name in _users.Release(container).Where(IsUnfilled))
            RemoveUnused(name);
    }

    /// <summary>Removes one that no container has, or has but this one. False when another has it; one that is gone already is no failure.</summary>
    public bool RemoveUnused(string name, Guid? but = null)
    {
        var there = false;
        if (!_users.IfUnused(name, but, () => there = Take(name)))
            return false;
        if (there)
            TreeRemoval.Remove(_volumes, TrashPrefix + name);
        return true;
    }

    /// <summary>One that is used for the first time gets its files; a crash in between leaves it unused.</summary>
    /// <exception cref="SystemCallException">It was not filled, and stays unused.</exception>
    public void Prepare(string name, Action<DirectoryHandle> fill)
    {
        using var volume = OpenVolume(name);
        if (volume.StatusOf(DataName) is not null)
            return;
        lock (_first)
        {
            if (volume.StatusOf(DataName) is not null)
                return;
            TreeRemoval.Remove(volume, MakingName);
            using (var making = volume.MakeDirectory(MakingName, Data))
            {
                making.ChangeMode(Data);
                fill(making);
            }
            var errno = volume.TryRename(MakingName, DataName);
            if (errno != 0)
                throw new SystemCallException("renameat", errno, $"Making the volume {name}");
        }
    }

    /// <summary>A detached copy of the mount of the volume, which is made when it is not there.</summary>
    public Descriptor? Open(MountSpec mount, out string? problem)
    {
        using var data = OpenData(mount.Source!);
        return MountSource.Below(mount, data, out problem);
    }

    public void Dispose() => _volumes.Dispose();

    private static List<string> NamesIn(ContainerSpec spec) =>
        [.. spec.Mounts.Where(mount => mount is { Kind: MountKind.Volume, Source: not null }).Select(mount => mount.Source!).Distinct(StringComparer.Ordinal)];

    private bool IsUnfilled(string name)
    {
        using var volume = _volumes.TryOpenDirectory(name, out _);
        return volume is not null && name.StartsWith(AnonymousPrefix, StringComparison.Ordinal) && volume.StatusOf(DataName) is null;
    }

    /// <summary>Takes the name away at once; the content is removed after, also what an earlier removal left. False: there is none.</summary>
    private bool Take(string name)
    {
        var trash = TrashPrefix + name;
        TreeRemoval.Remove(_volumes, trash);
        var errno = _volumes.TryRename(name, trash);
        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw new SystemCallException("renameat", errno, $"Removing the volume {name}"),
        };
    }

    private DirectoryHandle OpenData(string name)
    {
        using var volume = OpenVolume(name);
        return volume.MakeDirectory(DataName, Data);
    }

    private DirectoryHandle OpenVolume(string name) => NameRules.Check(name) is { } problem
        ? throw new ArgumentException(problem, nameof(name))
        : _volumes.MakeDirectory(name, OwnerOnly);
}
