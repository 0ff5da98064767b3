using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Removes it: its root unless <c>lxc.rootfs.managed = 0</c>, its directory, the engine's record.</summary>
    /// <returns>False: it is not defined, runs, has snapshots, or others share its files.</returns>
    public bool Destroy() => Guard(false, () =>
    {
        if (!IsDefined)
            return Fail($"{Name} is not defined: there is no {ConfigFile}");
        if (Obstacle() is { } obstacle)
            return Fail(obstacle);
        var daemon = LxcDaemon.IfKnown(_patience);
        var known = daemon is null ? null : Find(daemon);
        if (known is not null && known.State != ContainerStates.Stopped)
            return Fail($"{Name} is running");
        if (known is null && OfMonitor(static _ => true, false))
            return Fail($"{Name} is running");
        LxcHooks.Run(this, "destroy");
        if (known is not null)
            daemon!.Remove(EngineName);
        if (Settings.Value("lxc.rootfs.managed") != "0" && LxcRootPath.Of(Settings) is { } root)
            RemoveRoot(root, LxcMappedRoot.Of(Settings));
        LxcDependents.Forget(ConfigPath, Name);
        RemoveTree(Folder);
        return true;
    });

    private string? Obstacle()
    {
        var snaps = Path.Combine(Folder, "snaps");
        if (Directory.Exists(snaps) && Directory.EnumerateDirectories(snaps).Any())
            return $"{Name} has snapshots: remove them first (lxc-snapshot -n {Name} -d ALL), or destroy it with them (lxc-destroy -s)";
        return LxcDependents.Any(Folder)
            ? $"{Name} has clones that share its files ({Path.Combine(Folder, "lxc_snapshots")} names them): destroy those first"
            : null;
    }

    /// <summary>Only what is the container's own: of an overlay its upper directory.</summary>
    private static void RemoveRoot(LxcRootPath root, LxcMappedRoot? mapped)
    {
        var own = root.Written;
        if (mapped is not null)
        {
            // The kernel's part of an overlay lies beside what is written, and is its owner's alone.
            mapped.Must("rm", "-rf", "--one-file-system", own);
            if (root.Type == "overlay" && Path.GetDirectoryName(own) is { } folder)
                mapped.Must("find", folder, "-mindepth", "1", "-delete");
        }
        else if (File.Exists(own))
            File.Delete(own);
        else
            RemoveTree(own);
    }

    private static void RemoveTree(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent || !Directory.Exists(path))
            return;
        using var handle = DirectoryHandle.Open(parent);
        TreeRemoval.Remove(handle, Path.GetFileName(path));
    }
}
