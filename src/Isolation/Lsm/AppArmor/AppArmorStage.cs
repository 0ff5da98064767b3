using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Lsm.AppArmor;

/// <summary>Which profile a container gets, and that it is in the kernel when its payload enters it.</summary>
internal sealed class AppArmorStage(LsmHost host)
{
    private const int LongestName = 4096;

    /// <summary>Compiles what is to be compiled, so that a start finds it done. Null, or why the container cannot have it.</summary>
    public string? Prepare(Guid id, ContainerSpec spec)
    {
        var asked = spec.Security.AppArmor;
        if (host.AppArmor is not { } policy)
            return Missing(asked);
        if (asked?.Profile is { } profile)
        {
            return CheckName(profile) ?? (NeedsNone(profile) || policy.Names().Contains(profile)
                ? null
                : $"There is no AppArmor profile '{profile}' in the kernel. Load it (apparmor_parser -r FILE), or leave it out for a generated one.");
        }
        if (!policy.RulesMounts && asked?.AllowIncomplete != true)
        {
            return "This kernel's AppArmor cannot rule over mounts, so a profile would be in force in part only. "
                + "Accept that with --security-opt apparmor.allow-incomplete, or run without one by --security-opt apparmor=unconfined.";
        }
        host.Parser.Compile(id, Text(id, spec), out var problem);
        return problem;
    }

    /// <summary>Has the profile in the kernel and returns its name; null: nothing is to be entered.</summary>
    /// <param name="running">It was entered already by the container's init.</param>
    /// <exception cref="SystemCallException">The kernel refused the profile.</exception>
    public string? Enter(Guid id, ContainerSpec spec, bool running, out string? problem)
    {
        problem = null;
        var asked = spec.Security.AppArmor;
        if (host.AppArmor is not { } policy)
        {
            problem = Missing(asked);
            return null;
        }
        switch (asked?.Profile)
        {
            case "unchanged":
                return null;
            case "unconfined":
                return host.Unconfined ? null : "unconfined";
            case { } name:
                problem = Prepare(id, spec);
                return name;
        }
        if (running)
            return host.ProfileName(id);
        if (host.Parser.Compile(id, Text(id, spec), out problem) is not { } compiled)
            return null;
        policy.Load(compiled);
        return host.ProfileName(id);
    }

    /// <summary>After the last process is gone: one that lived on would lose its profile.</summary>
    public void Remove(Guid id)
    {
        host.Parser.Forget(id);
        host.AppArmor?.Remove(host.ProfileName(id));
    }

    /// <summary>Removes profiles of containers that are none any more: a crash came between.</summary>
    public void RemoveStrangers(IReadOnlySet<Guid> known)
    {
        if (host.AppArmor is not { } policy)
            return;
        foreach (var name in policy.Names())
        {
            if (name.StartsWith(host.Prefix, StringComparison.Ordinal) && Guid.TryParseExact(name[host.Prefix.Length..], "N", out var id) && !known.Contains(id))
                Remove(id);
        }
    }

    private string Text(Guid id, ContainerSpec spec)
    {
        var mayMount = spec.Namespaces.User == UserNamespaceMode.Private
            && SpecCapabilities.TryBounding(spec.Security, out var bounding, out _) && bounding.Contains(Capability.SysAdmin);
        return AppArmorProfile.Generate(host.ProfileName(id), spec.Security.AppArmor ?? new AppArmorSpec(), mayMount, host.Parser.Abi);
    }

    private static string? Missing(AppArmorSpec? asked) => asked switch
    {
        null or { Profile: "unconfined" or "unchanged" } => null,
        { Profile: null, AllowNesting: not true, Raw: not { Count: > 0 } } => null,
        _ => $"An AppArmor profile ({asked.Profile ?? "generated"}) is asked for, but AppArmor is not active on this host, or the daemon may not "
            + "load profiles (orch lsm status). Leave it out, or say --security-opt apparmor=unconfined.",
    };

    private static bool NeedsNone(string profile) => profile is "unconfined" or "unchanged";

    private static string? CheckName(string profile) =>
        profile.Length is 0 or > LongestName || profile.Any(letter => char.IsControl(letter)) || profile.StartsWith(' ') || profile.EndsWith(' ')
            ? "The name of the AppArmor profile is empty, too long or holds control characters."
            : null;
}
