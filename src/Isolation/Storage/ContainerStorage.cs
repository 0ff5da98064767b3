using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage;

/// <summary>
/// <c>ROOT/containers/ID/{upper,work,logs}</c>. Only root may enter, since a container can leave setuid files in its
/// upper layer (case E17); the container itself gets there through the overlay mount alone.
/// </summary>
internal sealed class ContainerStorage : IDisposable
{
    private const uint OwnerOnly = 0x1C0;
    private const uint OwnerReadWrite = 0x180;
    private const uint ReadableByAll = 0x1A4;

    /// <summary>The upper directory's mode is that of / inside.</summary>
    private const uint RootMode = 0x1ED;

    private readonly DirectoryHandle _containers;
    private readonly string _path;

    /// <param name="notice">Told of what cannot be removed.</param>
    public ContainerStorage(string root, Action<string> notice)
    {
        using var top = DirectoryHandle.Open(root);
        _containers = top.MakeDirectory("containers", OwnerOnly);
        _path = Path.Combine(root, "containers");
        Mount = DetachedMount.TryCopy(_path, out _);
        Trash = new TrashBin(_containers, notice);
    }

    /// <summary>
    /// The folder as a mount of its own, in no tree: overlayfs is given what is in it by this, so that the paths that it shows
    /// inside a container begin here. Null where no mount can be had.
    /// </summary>
    public DirectoryHandle? Mount { get; }

    /// <summary>A path in <see cref="Mount"/>.</summary>
    public static string InMount(Guid id, string name) => $"{Name(id)}/{name}";

    /// <summary>What was removed and takes a while to go.</summary>
    public TrashBin Trash { get; }

    /// <summary>The folder that holds <c>upper</c> and <c>work</c>.</summary>
    public string WritablePath(Guid id) => Path.Combine(_path, Name(id));

    public LogPaths Logs(Guid id)
    {
        var logs = Path.Combine(_path, Name(id), "logs");
        return new LogPaths(Path.Combine(logs, "stdout"), Path.Combine(logs, "stderr"));
    }

    /// <summary>Makes what is missing. Doing it again changes nothing.</summary>
    /// <exception cref="SystemCallException">E.g. no space is left.</exception>
    /// <param name="upper">Null: what it writes goes elsewhere.</param>
    public void Create(Guid id, uint owner, uint? group = null, string? upper = "upper")
    {
        using var container = _containers.MakeDirectory(Name(id), OwnerOnly);
        if (upper is not null)
        {
            MakeOwned(container, upper, RootMode, owner, group ?? owner);
            MakeOwned(container, "work", OwnerOnly, owner, group ?? owner);
        }
        container.MakeDirectory("logs", OwnerOnly).Dispose();
    }

    /// <summary>
    /// A device node of the container's own, made anew for each attempt; only root may enter the folder. It is owned by
    /// who owns it inside, as the host's node would belong to nobody there.
    /// </summary>
    /// <returns>The host path of the node.</returns>
    public string MakeNode(Guid id, int index, DeviceNodeSpec node, uint uid, uint gid)
    {
        using var container = _containers.OpenDirectory(Name(id));
        using var nodes = container.MakeDirectory("dev", OwnerOnly);
        var name = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        nodes.TryRemoveFile(name);
        var errno = nodes.TryMakeNode(name, node.Kind, node.Major, node.Minor, (uint)node.Mode);
        if (errno != 0)
            throw new SystemCallException("mknodat", errno, $"Making the device {node.Path} ({node.Kind} {node.Major}:{node.Minor})");
        nodes.ChangeOwner(name, uid, gid);
        return Path.Combine(WritablePath(id), "dev", name);
    }

    /// <summary>A file of the container's /etc, written anew for each attempt; only root may enter the folder.</summary>
    /// <returns>The host path of the file.</returns>
    public string WriteEtc(Guid id, string name, string text, uint uid, uint gid)
    {
        using var container = _containers.OpenDirectory(Name(id));
        using var etc = container.MakeDirectory("etc", OwnerOnly);
        // Whatever the attempt before holds open is its own.
        etc.TryRemoveFile(name);
        etc.OpenFile(name, Fcntl.O_WRONLY | Fcntl.O_CREAT, ReadableByAll).Dispose();
        var errno = etc.TryWrite(name, System.Text.Encoding.UTF8.GetBytes(text));
        if (errno != 0)
            throw new SystemCallException("write", errno, $"Writing /etc/{name} of container {id}");
        etc.ChangeOwner(name, uid, gid);
        return Path.Combine(WritablePath(id), "etc", name);
    }

    public (Descriptor Stdout, Descriptor Stderr) OpenLogs(Guid id)
    {
        using var logs = _containers.OpenDirectory($"{Name(id)}/logs");
        const int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_APPEND;
        var stdout = logs.OpenFile("stdout", flags, OwnerReadWrite);
        try
        {
            return (stdout, logs.OpenFile("stderr", flags, OwnerReadWrite));
        }
        catch
        {
            stdout.Dispose();
            throw;
        }
    }

    /// <summary>Null, or why the label could not be given.</summary>
    public string? LabelLogs(Guid id, string label)
    {
        try
        {
            var logs = Logs(id);
            Relabelling.Apply(logs.Stdout, label);
            Relabelling.Apply(logs.Stderr, label);
            return null;
        }
        catch (SystemCallException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>The writable layer, for reading what the container changed; null before the first start.</summary>
    public DirectoryHandle? TryOpenUpper(Guid id, string upper = "upper") => _containers.TryOpenDirectory($"{Name(id)}/{upper}", out _);

    /// <summary>Takes the name away at once; the content goes after, and nobody waits for it. What a crash in between leaves goes with the next start.</summary>
    public void Destroy(Guid id)
    {
        var trash = $"{TrashBin.Prefix}{Name(id)}";
        var errno = _containers.TryRename(Name(id), trash);
        switch (errno)
        {
            case 0:
                Trash.Put(trash);
                break;
            case Errno.ENOENT:
                break;
            // What an earlier removal left bears the name.
            case Errno.ENOTEMPTY or Errno.EEXIST:
                TreeRemoval.Remove(_containers, Name(id));
                break;
            default:
                throw new SystemCallException("renameat", errno, $"Removing the storage of container {id}");
        }
    }

    public void Dispose()
    {
        Trash.Dispose();
        Mount?.Dispose();
        _containers.Dispose();
    }

    private static void MakeOwned(DirectoryHandle parent, string name, uint mode, uint owner, uint group)
    {
        var errno = parent.TryMakeDirectory(name, mode);
        if (errno == Errno.EEXIST && parent.StatusOf(name)?.Uid == owner)
            return;
        if (errno is not (0 or Errno.EEXIST))
            throw new SystemCallException("mkdirat", errno, $"Making the directory {name} of a container");
        using var made = parent.OpenDirectory(name);
        made.ChangeMode(mode);
        parent.ChangeOwner(name, owner, group);
    }

    private static string Name(Guid id) => id.ToString("N");
}
