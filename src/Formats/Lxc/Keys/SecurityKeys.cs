using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class SecurityKeys
{
    private const string NoAppArmor = "A loaded profile's name, generated, unconfined or unchanged; refused where AppArmor is not active, never silently left out. Without it the generated profile, where there is AppArmor.";
    private const string Notify = "Refused: notifications are not forwarded.";

    public static readonly LxcKey[] All =
    [
        new("lxc.cap.drop", LxcTypes.Capabilities, CarriedOut, "Dropped from the full set.") { List = true },
        new("lxc.cap.keep", LxcTypes.CapabilitiesOrNone, CarriedOut, "All others are dropped; none keeps nothing. Not together with lxc.cap.drop.") { List = true },
        new("lxc.seccomp.profile", LxcTypes.Path, Partly, "A policy file of version 1 or 2. Without it the engine's own default profile stays in force."),
        new("lxc.seccomp.allow_nesting", LxcTypes.Flag, CarriedOut, "Filters always stack."),
        new("lxc.seccomp.notify.proxy", LxcTypes.Text, Refused, Notify),
        new("lxc.seccomp.notify.cookie", LxcTypes.Text, Refused, Notify),
        new("lxc.apparmor.profile", LxcTypes.Text, CarriedOut, NoAppArmor),
        new("lxc.apparmor.allow_incomplete", LxcTypes.Flag, CarriedOut, "Without it a kernel whose AppArmor cannot rule over mounts is refused."),
        new("lxc.apparmor.allow_nesting", LxcTypes.Flag, CarriedOut, "The generated profile then lets containers be run inside."),
        new("lxc.apparmor.raw", LxcTypes.Text, CarriedOut, "Added to the generated profile; refused beside another one, and where AppArmor is not active.") { List = true },
        new("lxc.selinux.context", LxcTypes.Text, CarriedOut, "user:role:type:level; refused where SELinux is not active. Without it the policy's type for containers and categories of its own, where there is SELinux."),
        new("lxc.selinux.context.keyring", LxcTypes.Text, CarriedOut, "Refused where SELinux is not active. Without it the label of the process."),
    ];
}
