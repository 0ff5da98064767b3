using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage;

/// <summary>
/// <c>ROOT/volumes/NAME/data</c>. Containers leave files of root in it, setuid ones too, so only root may enter; they get
/// there through a mount with their own ids alone.
/// </summary>
public sealed class VolumeStore : IDisposable
{
    private const uint OwnerOnly = 0x1C0, Data = 0x1ED;
    private const string DataName = "data", MakingName = ".making";

    /// <summary>No name of a volume begins with a dot.</summary>
    private const string TrashPrefix = ".trash-";

    private readonly Lock _first = new();
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

    /// <summary>Its first use makes the folder for its files.</summary>
    public void Create(string name) => OpenVolume(name).Dispose();

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

    /// <summary>Takes the name away at once and removes the content after, also what an earlier removal left.</summary>
    public void Remove(string name)
    {
        var trash = TrashPrefix + name;
        TreeRemoval.Remove(_volumes, trash);
        var errno = _volumes.TryRename(name, trash);
        if (errno != 0)
            throw new SystemCallException("renameat", errno, $"Removing the volume {name}");
        TreeRemoval.Remove(_volumes, trash);
    }

    /// <summary>As <see cref="Remove"/>, for one that may be gone already, or never came to be.</summary>
    public void TryRemove(string name)
    {
        using var volume = _volumes.TryOpenDirectory(name, out _);
        if (volume is not null)
            Remove(name);
    }

    /// <summary>A detached copy of the mount of the volume, which is made when it is not there.</summary>
    public Descriptor? Open(MountSpec mount, out string? problem)
    {
        using var data = OpenData(mount.Source!);
        return MountSource.Below(mount, data, out problem);
    }

    public void Dispose() => _volumes.Dispose();

    private DirectoryHandle OpenData(string name)
    {
        using var volume = OpenVolume(name);
        return volume.MakeDirectory(DataName, Data);
    }

    private DirectoryHandle OpenVolume(string name) => NameRules.Check(name) is { } problem
        ? throw new ArgumentException(problem, nameof(name))
        : _volumes.MakeDirectory(name, OwnerOnly);
}
