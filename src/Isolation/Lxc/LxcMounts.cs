using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.mount.*, lxc.autodev*, lxc.pty.max</summary>
internal static class LxcMounts
{
    public static void Apply(LxcBuilder builder)
    {
        var tree = new TreeSpec { Proc = ProcView.None, Sys = SysView.None, Cgroup = CgroupView.None };
        foreach (var item in builder.Settings.All("lxc.mount.auto"))
        {
            foreach (var word in LxcMountAuto.Words(item.Value))
                tree = Automatic(builder, item, tree, word);
        }
        // The host's /dev stays, and a /proc for the pid namespace is LXC's own doing there.
        var ofHost = builder.Spec.Root?.Recursive == true;
        if (ofHost && tree.Proc == ProcView.None)
            tree = tree with { Proc = ProcView.Writable };
        if (ofHost || builder.Settings.Value("lxc.autodev") == "0")
            tree = tree with { Dev = DevView.Existing };
        if (builder.Settings.Value("lxc.autodev.tmpfs.size") is { } size && LxcSize.TryParse(size, out var bytes))
            tree = tree with { DevBytes = bytes };
        if (builder.Settings.Value("lxc.pty.max") is { } ptys && int.TryParse(ptys, out var most))
            tree = tree with { PtyMax = most };
        builder.Spec = builder.Spec with { Tree = tree, Mounts = [.. Fstab(builder), .. Entries(builder), .. builder.Spec.Mounts] };
    }

    private static TreeSpec Automatic(LxcBuilder builder, LxcItem item, TreeSpec tree, string word)
    {
        var kind = word.Split(':')[0];
        var mode = word.Contains(':') ? word.Split(':')[1] : "mixed";
        switch (kind)
        {
            case "proc":
                return tree with { Proc = mode == "rw" ? ProcView.Writable : ProcView.Mixed };
            case "sys":
                return tree with { Sys = mode switch { "rw" => SysView.Writable, "ro" => SysView.ReadOnly, _ => SysView.Mixed } };
            case "cgroup" or "cgroup-full" or "cgroup2":
                return tree with { Cgroup = mode == "ro" ? CgroupView.ReadOnly : CgroupView.Delegated };
            default:
                builder.Refuse(item, $"{word}: mounts are not injected into running containers yet.");
                return tree;
        }
    }

    private static IEnumerable<MountSpec> Fstab(LxcBuilder builder)
    {
        if (builder.Settings.Last("lxc.mount.fstab") is not { } item)
            yield break;
        if (!builder.Context.Files.TryGetValue(item.Value, out var text))
        {
            builder.Refuse(item, "the file was not read; the client reads it.");
            yield break;
        }
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var entry = line.Trim();
            if (entry.Length == 0 || entry[0] == '#')
                continue;
            if (Entry(builder, new LxcItem("lxc.mount.fstab", entry, item.Value, number)) is { } mount)
                yield return mount;
        }
    }

    private static IEnumerable<MountSpec> Entries(LxcBuilder builder) =>
        builder.Settings.All("lxc.mount.entry").Select(item => Entry(builder, item)).OfType<MountSpec>();

    private static MountSpec? Entry(LxcBuilder builder, LxcItem item)
    {
        var mount = LxcMountEntry.Parse(item.Value, builder.Spec.RootfsPath, out var problem);
        if (mount is null)
            builder.Refuse(item, problem!);
        return mount;
    }
}
