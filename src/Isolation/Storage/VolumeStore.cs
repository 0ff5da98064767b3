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
    private const string DataName = "data";

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
        using var volume = _volumes.MakeDirectory(name, OwnerOnly);
        volume.MakeDirectory(DataName, Data).Dispose();
        return Path.Combine(_path, name, DataName);
    }

    /// <summary>A detached copy of the mount of the volume, which is made when it is not there.</summary>
    public Descriptor? Open(MountSpec mount, out string? problem)
    {
        using var volume = _volumes.MakeDirectory(mount.Source!, OwnerOnly);
        using var data = volume.MakeDirectory(DataName, Data);
        return MountSource.Below(mount, data, out problem);
    }

    public void Dispose() => _volumes.Dispose();
}
