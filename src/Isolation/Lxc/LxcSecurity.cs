using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.cap.*, lxc.no_new_privs, lxc.seccomp.*, lxc.apparmor.*, lxc.selinux.*, lxc.idmap</summary>
internal static class LxcSecurity
{
    public static void Apply(LxcBuilder builder)
    {
        Capabilities(builder);
        var security = builder.Spec.Security with { NoNewPrivileges = builder.Flag("lxc.no_new_privs") };
        builder.Spec = builder.Spec with { Security = security };
        Seccomp(builder);
        AppArmor(builder);
        Selinux(builder);
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
        var profile = builder.Settings.Last("lxc.apparmor.profile");
        var raw = builder.Settings.All("lxc.apparmor.raw").ToList();
        var asked = profile?.Value is not (null or "unconfined" or "unchanged") ? profile : raw.FirstOrDefault();
        if (asked is not null && !builder.Context.Lsm.Contains("apparmor"))
        {
            builder.Refuse(asked, "AppArmor is not active on this host (orch lsm status shows the security modules); refused rather than left out.");
            return;
        }
        if (raw.Count > 0 && profile?.Value is not (null or "generated"))
        {
            builder.Refuse(raw[0], $"it belongs to a generated profile, and {profile!.Value} is asked for ({profile.Place}). Clear one of them.");
            return;
        }
        var nesting = builder.Flag("lxc.apparmor.allow_nesting");
        var incomplete = builder.Flag("lxc.apparmor.allow_incomplete");
        if (profile is null && raw.Count == 0 && !nesting && !incomplete)
            return;
        // Where there is no AppArmor, what only changes a generated profile asks for nothing.
        var active = builder.Context.Lsm.Contains("apparmor");
        builder.Spec = builder.Spec with
        {
            Security = builder.Spec.Security with
            {
                AppArmor = new AppArmorSpec
                {
                    Profile = profile?.Value == "generated" ? null : profile?.Value,
                    AllowNesting = nesting && active ? true : null,
                    AllowIncomplete = incomplete && active ? true : null,
                    Raw = raw.Count > 0 ? [.. raw.Select(item => item.Value)] : null,
                },
            },
        };
    }

    private static void Selinux(LxcBuilder builder)
    {
        var (context, keyring) = (builder.Settings.Last("lxc.selinux.context"), builder.Settings.Last("lxc.selinux.context.keyring"));
        foreach (var item in (ReadOnlySpan<LxcItem?>)[context, keyring])
        {
            if (item is null)
                continue;
            if (!builder.Context.Lsm.Contains("selinux"))
                builder.Refuse(item, "SELinux is not active on this host (orch lsm status shows the security modules); refused rather than left out.");
            else if (SelinuxLabel.TryParse(item.Value) is null)
                builder.Refuse(item, "it is no label of the form user:role:type:level.");
        }
        if (context is null && keyring is null)
            return;
        var label = SelinuxLabel.TryParse(context?.Value);
        builder.Spec = builder.Spec with
        {
            Security = builder.Spec.Security with
            {
                Selinux = new SelinuxSpec
                {
                    User = label?.User, Role = label?.Role, Type = label?.Type, Level = label?.Level, KeyringLabel = keyring?.Value,
                },
            },
        };
    }
}
