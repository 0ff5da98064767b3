using System.Globalization;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    private const string TimeForm = "yyyy:MM:dd HH:mm:ss";

    private string SnapshotFolder => Path.Combine(Folder, "snaps");

    /// <summary>A snapshot of the stopped container in <c>PATH/NAME/snaps/snapN</c>: a container of its own there.</summary>
    /// <param name="commentFile">A file that is kept as its comment.</param>
    /// <returns>N, or -1.</returns>
    public int Snapshot(string? commentFile = null) => Guard(-1, () =>
    {
        if (commentFile is not null && !File.Exists(commentFile))
        {
            Fail($"there is no file {commentFile}");
            return -1;
        }
        Directory.CreateDirectory(SnapshotFolder, PrivateMode);
        var number = 0;
        while (Directory.Exists(Path.Combine(SnapshotFolder, $"snap{number}")))
            number++;
        using var made = Clone(
            string.Create(CultureInfo.InvariantCulture, $"snap{number}"), SnapshotFolder, LxcCloneFlags.KeepName | LxcCloneFlags.KeepMacAddress);
        if (made is null)
            return -1;
        File.WriteAllText(Path.Combine(made.Folder, "ts"), TimeProvider.System.GetLocalNow().ToString(TimeForm, CultureInfo.InvariantCulture));
        if (commentFile is not null)
            File.Copy(commentFile, Path.Combine(made.Folder, "comment"));
        return number;
    });

    /// <summary>Its snapshots by their numbers.</summary>
    public IReadOnlyList<LxcSnapshot> SnapshotList()
    {
        if (!Directory.Exists(SnapshotFolder))
            return [];
        return
        [
            .. Directory.EnumerateDirectories(SnapshotFolder).Where(folder => File.Exists(Path.Combine(folder, "config")))
                .OrderBy(folder => folder.Length).ThenBy(folder => folder, StringComparer.Ordinal)
                .Select(folder => new LxcSnapshot(
                    Path.GetFileName(folder), File.Exists(Path.Combine(folder, "comment")) ? Path.Combine(folder, "comment") : null,
                    File.Exists(Path.Combine(folder, "ts")) ? File.ReadAllText(Path.Combine(folder, "ts")).Trim() : "", SnapshotFolder)),
        ];
    }

    /// <summary>Makes a container of a snapshot.</summary>
    /// <param name="snapshot">snap0 and so on.</param>
    /// <param name="newName">Null: this container itself, whose present files are given up; its snapshots stay.</param>
    public bool SnapshotRestore(string snapshot, string? newName = null) => Guard(false, () =>
    {
        if (OpenSnapshot(snapshot) is not { } kept)
            return false;
        using (kept)
        {
            var flags = LxcCloneFlags.KeepMacAddress | LxcCloneFlags.KeepName;
            if (newName is not null && newName != Name)
                return kept.Clone(newName, ConfigPath, LxcCloneFlags.KeepMacAddress) is not null || Fail(kept.ErrorString!);
            if (IsRunning)
                return Fail($"{Name} is {State}: stop it first");
            if (LxcDependents.Any(Folder) && LxcRootPath.Of(Settings)?.Type != "overlay")
                return Fail($"{Name} has clones that share its files: destroy those first");
            foreach (var entry in Directory.EnumerateFileSystemEntries(Folder).Where(entry => Path.GetFileName(entry) is not ("snaps" or "lxc_snapshots")).ToList())
            {
                if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
                    RemoveTree(entry);
                else
                    File.Delete(entry);
            }
            if (kept.Clone(Name, ConfigPath, flags) is null)
                return Fail(kept.ErrorString!);
            File.Delete(Path.Combine(Folder, "ts"));
            File.Delete(Path.Combine(Folder, "comment"));
            Configuration.Clear();
            return Configuration.Load(ConfigFile) || FailConfiguration();
        }
    });

    /// <summary>Removes a snapshot.</summary>
    public bool SnapshotDestroy(string snapshot) => Guard(false, () =>
    {
        if (OpenSnapshot(snapshot) is not { } kept)
            return false;
        using (kept)
        {
            if (LxcDependents.Any(kept.Folder))
                return Fail($"{snapshot} has clones that share its files: destroy those first");
            LxcDependents.Forget(kept.ConfigPath, kept.Name);
            if (LxcMappedRoot.Of(kept.Settings) is { } mapped && LxcRootPath.Of(kept.Settings) is { } root)
                RemoveRoot(root, mapped);
            RemoveTree(kept.Folder);
            if (LxcDaemon.IfRunning(_patience) is { } daemon && kept.Find(daemon) is not null)
                daemon.Remove(kept.EngineName);
            return true;
        }
    });

    /// <summary>Removes every snapshot.</summary>
    public bool SnapshotDestroyAll()
    {
        if (!SnapshotList().All(snapshot => SnapshotDestroy(snapshot.Name)))
            return false;
        return Guard(false, () =>
        {
            if (Directory.Exists(SnapshotFolder))
                Directory.Delete(SnapshotFolder);
            return true;
        });
    }

    /// <summary>Removes it with its snapshots.</summary>
    public bool DestroyWithSnapshots() => SnapshotDestroyAll() && Destroy();

    private LxcContainer? OpenSnapshot(string snapshot)
    {
        if (LxcPaths.CheckName(snapshot) is null && File.Exists(Path.Combine(SnapshotFolder, snapshot, "config")))
            return new LxcContainer(snapshot, SnapshotFolder);
        Fail($"{Name} has no snapshot {snapshot}");
        return null;
    }
}
