using System.Globalization;
using System.Security.Cryptography;
using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>A copy of it, whose files are copied or, with <see cref="LxcCloneFlags.Snapshot"/>, shared by an overlay.</summary>
    /// <param name="newName">Null: its own name, in another directory.</param>
    /// <param name="lxcPath">Null: the directory of this one.</param>
    /// <param name="flags">What is kept or shared.</param>
    /// <param name="bdevType">The kind of storage of the copy, dir or overlay; null: as the original.</param>
    /// <param name="bdevData">Belongs to devices, which are not copied here.</param>
    /// <param name="newSize">As <paramref name="bdevData"/>.</param>
    /// <param name="hookArgs">Words for the clone hooks.</param>
    /// <returns>Null when it failed; nothing is left behind then.</returns>
    public LxcContainer? Clone(
        string? newName, string? lxcPath = null, LxcCloneFlags flags = LxcCloneFlags.None, string? bdevType = null, string? bdevData = null,
        ulong newSize = 0, IReadOnlyList<string>? hookArgs = null) => Guard<LxcContainer?>(null, () =>
    {
        var clone = new LxcContainer(newName ?? Name, lxcPath ?? ConfigPath);
        if (clone.IsDefined)
            Fail($"{clone.Name} exists already: there is a {clone.ConfigFile}");
        else if (!IsDefined)
            Fail($"{Name} is not defined");
        else if (IsRunning && !flags.HasFlag(LxcCloneFlags.AllowRunning))
            Fail($"{Name} is {State}: stop it first");
        else if (bdevType is not (null or "dir" or "overlay" or "overlayfs"))
            Fail($"copies of the kind {bdevType} are not made here; there are dir and overlay");
        else if (CopyTo(clone, flags, bdevType, hookArgs ?? []))
        {
            clone.Record(kept: clone.ConfigPath == SnapshotFolder);
            return clone;
        }
        return null;
    });

    private bool CopyTo(LxcContainer clone, LxcCloneFlags flags, string? bdevType, IReadOnlyList<string> hookArgs)
    {
        var fresh = !Directory.Exists(clone.Folder);
        try
        {
            Directory.CreateDirectory(clone.Folder, PrivateMode);
            // Whatever it names of its own lies in the copy's directory then: fstab, hooks, logs.
            var text = Configuration.Text.Replace($"{Folder}/", $"{clone.Folder}/", StringComparison.Ordinal);
            if (!clone.Configuration.LoadText(text, clone.ConfigFile) || !CopyRoot(clone, flags, bdevType) || !CopySettings(clone, flags)
                || !clone.Configuration.Save(clone.ConfigFile))
                throw new IOException(ErrorString ?? string.Join('\n', clone.Configuration.Problems));
            foreach (var file in Directory.EnumerateFiles(Folder).Where(file => IsOwnFile(Path.GetFileName(file))))
                File.Copy(file, Path.Combine(clone.Folder, Path.GetFileName(file)), overwrite: true);
            LxcHooks.Run(clone, "clone", Name, more: hookArgs);
            return true;
        }
        catch
        {
            if (fresh)
                RemoveTree(clone.Folder);
            throw;
        }
    }

    private static bool IsOwnFile(string name) =>
        name is not ("config" or "partial" or "lxc_snapshots" or "lxc_rdepends") && !name.EndsWith(".log", StringComparison.Ordinal) && !name.EndsWith(".new", StringComparison.Ordinal);

    private bool CopyRoot(LxcContainer clone, LxcCloneFlags flags, string? bdevType)
    {
        if (LxcRootPath.Of(Settings) is not { } root)
            return true;
        if (root.Type is not ("dir" or "overlay" or "btrfs"))
            return Fail($"roots of the kind {root.Type} are not copied here");
        var mapped = LxcMappedRoot.Of(Settings);
        var overlay = root.Type == "overlay" || bdevType is "overlay" or "overlayfs" || (flags.HasFlag(LxcCloneFlags.Snapshot) && bdevType is null);
        LxcRootPath made;
        if (overlay)
        {
            var delta = Path.Combine(clone.Folder, "overlay", "delta");
            Directory.CreateDirectory(Path.Combine(clone.Folder, "overlay", "work"));
            if (root.Type == "overlay")
                LxcStorage.CopyTree(root.Written, delta, mapped);
            else
                Directory.CreateDirectory(delta);
            mapped?.Must("chown", "0:0", delta, Path.Combine(clone.Folder, "overlay", "work"));
            Directory.CreateDirectory(Path.Combine(clone.Folder, "rootfs"));
            made = new LxcRootPath("overlay", [.. root.Type == "overlay" ? root.Paths.SkipLast(1) : root.Paths, delta]);
            LxcDependents.Add(this, clone);
        }
        else
        {
            made = new LxcRootPath("dir", [Path.Combine(clone.Folder, "rootfs")]);
            LxcStorage.CopyTree(root.Written, made.Written, mapped);
        }
        return clone.Configuration.ClearItem("lxc.rootfs.path") && clone.Configuration.Set("lxc.rootfs.path", made.ToString());
    }

    private static bool CopySettings(LxcContainer clone, LxcCloneFlags flags)
    {
        var configuration = clone.Configuration;
        if (!flags.HasFlag(LxcCloneFlags.KeepName))
        {
            configuration.ClearItem("lxc.uts.name");
            if (!configuration.Set("lxc.uts.name", clone.Name))
                return false;
            RenameHost(clone);
        }
        if (flags.HasFlag(LxcCloneFlags.KeepMacAddress))
            return true;
        foreach (var item in LxcSettings.Of(configuration.Items).Below("lxc.net.").Where(item => item.Key.EndsWith(".hwaddr", StringComparison.Ordinal)).ToList())
        {
            configuration.ClearItem(item.Key);
            if (!configuration.Set(item.Key, NewAddress()))
                return false;
        }
        return true;
    }

    /// <summary>Within the range that LXC takes; the last three bytes are random.</summary>
    private static string NewAddress()
    {
        var bytes = RandomNumberGenerator.GetBytes(3);
        return string.Create(CultureInfo.InvariantCulture, $"00:16:3e:{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}");
    }

    /// <summary>What the copy's own system takes for its name.</summary>
    private static void RenameHost(LxcContainer clone)
    {
        if (LxcRootPath.Of(clone.Settings) is not { Type: "dir" } root)
            return;
        var folder = new DirectoryInfo(Path.Combine(root.Written, "etc"));
        var file = new FileInfo(Path.Combine(root.Written, "etc/hostname"));
        // A link could lead to a file of the host.
        if (folder.Exists && folder.LinkTarget is null && file.Exists && file.LinkTarget is null)
        {
            if (LxcMappedRoot.Of(clone.Settings) is { } mapped)
                mapped.Must("sh", "-c", "echo \"$0\" >\"$1\"", clone.Name, file.FullName);
            else
                File.WriteAllText(file.FullName, clone.Name + "\n");
        }
    }
}
