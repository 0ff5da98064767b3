using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.cap.*, lxc.no_new_privs, lxc.seccomp.*, lxc.apparmor.profile, lxc.idmap</summary>
internal static class LxcSecurity
{
    public static void Apply(LxcBuilder builder)
    {
        Capabilities(builder);
        var security = builder.Spec.Security with { NoNewPrivileges = builder.Flag("lxc.no_new_privs") };
        builder.Spec = builder.Spec with { Security = security };
        Seccomp(builder);
        AppArmor(builder);
        if (builder.Flag("lxc.sched.core"))
            builder.Refuse(builder.Settings.Last("lxc.sched.core")!, "core scheduling cookies are not given out yet.");
        var maps = builder.Settings.All("lxc.idmap").Select(item => (item, LxcIdmap.TryParse(item.Value, out var map, out _) ? map : default)).ToList();
        if (maps.Count > 0)
            builder.Spec = builder.Spec with { IdMaps = [.. maps.Select(pair => new IdMapSpec(pair.Item2.Group, pair.Item2.Inside, pair.Item2.Outside, pair.Item2.Count))] };
    }

    private static void Capabilities(LxcBuilder builder)
    {
        var (keep, drop) = (builder.Settings.All("lxc.cap.keep").ToList(), builder.Settings.All("lxc.cap.drop").ToList());
        if (keep.Count > 0 && drop.Count > 0)
        {
            builder.Refuse(keep[0], $"it excludes lxc.cap.drop ({drop[0].Place}). Clear one of them.");
            return;
        }
        var security = builder.Spec.Security;
        var (add, remove) = (security.CapAdd, security.CapDrop);
        if (keep.Count > 0)
        {
            var kept = keep.SelectMany(item => LxcCapabilities.Words(item.Value)).Where(word => word != "none");
            (add, remove) = ([.. kept, .. add], ["ALL", .. remove]);
        }
        else
        {
            (add, remove) = (["ALL", .. add], [.. drop.SelectMany(item => LxcCapabilities.Words(item.Value)), .. remove]);
        }
        builder.Spec = builder.Spec with { Security = security with { CapAdd = add, CapDrop = remove } };
    }

    private static void Seccomp(LxcBuilder builder)
    {
        if (builder.Settings.Last("lxc.seccomp.profile") is not { } item)
            return;
        // A policy that cannot be compiled is refused with its own line when the spec is checked.
        if (builder.Context.Files.TryGetValue(item.Value, out var text))
            builder.Spec = builder.Spec with { Security = builder.Spec.Security with { SeccompProfile = item.Value, SeccompPolicy = text } };
        else
            builder.Refuse(item, "the file was not read; the client reads it.");
    }

    private static void AppArmor(LxcBuilder builder)
    {
        if (builder.Settings.Last("lxc.apparmor.profile") is not { } item || item.Value is "unconfined" or "unchanged")
            return;
        builder.Refuse(item, builder.Context.Lsm.Contains("apparmor")
            ? "AppArmor profiles are not applied yet; refused rather than left out."
            : "AppArmor is not active on this host (orch info shows the security modules); refused rather than left out.");
    }
}
