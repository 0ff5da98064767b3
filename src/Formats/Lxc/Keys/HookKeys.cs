using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class HookKeys
{
    private const string Inside = "Run in the container's mount namespace, by root of its user namespace, while the host's tree is still there";

    public static readonly LxcKey[] All =
    [
        new("lxc.hook", LxcTypes.Nothing, CarriedOut, "Empty clears all hooks.") { Group = true },
        new("lxc.hook.pre-start", LxcTypes.Command, Refused, "Hooks on the host are not run yet.") { List = true },
        new("lxc.hook.pre-mount", LxcTypes.Command, Refused, $"{Inside}: not run yet.") { List = true },
        new("lxc.hook.mount", LxcTypes.Command, Refused, $"{Inside}: not run yet.") { List = true },
        new("lxc.hook.autodev", LxcTypes.Command, Refused, $"{Inside}: not run yet.") { List = true },
        new("lxc.hook.start-host", LxcTypes.Command, Refused, "Hooks on the host are not run yet.") { List = true },
        new("lxc.hook.start", LxcTypes.Command, Refused, "Hooks inside are not run yet.") { List = true },
        new("lxc.hook.stop", LxcTypes.Command, Refused, "Hooks on the host are not run yet.") { List = true },
        new("lxc.hook.post-stop", LxcTypes.Command, Refused, "Hooks on the host are not run yet.") { List = true },
        new("lxc.hook.clone", LxcTypes.Command, NoEffect, "Containers are not cloned, so there is nothing to adapt.") { List = true },
        new("lxc.hook.destroy", LxcTypes.Command, NoEffect, "orch rm removes nothing that LXC's hooks look after.") { List = true },
        new("lxc.hook.version", LxcTypes.Choice("0", "1"), Refused, "Hooks are not run yet."),
    ];
}
