using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class SecurityKeys
{
    private const string NoAppArmor = "unconfined and unchanged are what there is; other profiles are refused where AppArmor is not there, never silently left out.";
    private const string Notify = "Refused: notifications are not forwarded.";

    public static readonly LxcKey[] All =
    [
        new("lxc.cap.drop", LxcTypes.Capabilities, CarriedOut, "Dropped from the full set.") { List = true },
        new("lxc.cap.keep", LxcTypes.CapabilitiesOrNone, CarriedOut, "All others are dropped; none keeps nothing. Not together with lxc.cap.drop.") { List = true },
        new("lxc.seccomp.profile", LxcTypes.Path, Partly, "A policy file of version 1 or 2. Without it the engine's own default profile stays in force."),
        new("lxc.seccomp.allow_nesting", LxcTypes.Flag, CarriedOut, "Filters always stack."),
        new("lxc.seccomp.notify.proxy", LxcTypes.Text, Refused, Notify),
        new("lxc.seccomp.notify.cookie", LxcTypes.Text, Refused, Notify),
        new("lxc.apparmor.profile", LxcTypes.Text, Partly, NoAppArmor),
        new("lxc.apparmor.allow_incomplete", LxcTypes.Flag, NoEffect, "A profile is applied whole or the container is refused."),
        new("lxc.apparmor.allow_nesting", LxcTypes.Flag, NoEffect, "It changes a generated profile, which is refused."),
        new("lxc.apparmor.raw", LxcTypes.Text, Refused, "It belongs to a generated profile, which is refused.") { List = true },
        new("lxc.selinux.context", LxcTypes.Text, Refused, "SELinux labels are not applied yet; refused rather than left out."),
        new("lxc.selinux.context.keyring", LxcTypes.Text, Refused, "SELinux labels are not applied yet; refused rather than left out."),
    ];
}
