using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.net.N.script.up and .down: a command for sh with NAME net up|down TYPE and the devices that it is about.</summary>
internal static class LxcNetworkScripts
{
    /// <param name="network">Which of the spec's networks it is.</param>
    public static void Apply(LxcBuilder builder, LxcDevice keys, int network)
    {
        foreach (var (key, kind, word) in ((string, HookKind, string)[])[("script.up", HookKind.NetworkUp, "up"), ("script.down", HookKind.NetworkDown, "down")])
        {
            if (keys.Value(key) is not { } command)
                continue;
            var version = builder.Settings.Value("lxc.hook.version") ?? "0";
            var environment = LxcProcess.Environment(
                builder, new Dictionary<string, string>(), ["lxc.environment", "lxc.environment.hooks"], container: false);
            environment["LXC_NAME"] = builder.Context.Name;
            environment["LXC_HOOK_VERSION"] = version;
            environment.TryAdd("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
            if (version == "1")
            {
                environment["LXC_HOOK_TYPE"] = word;
                environment["LXC_HOOK_SECTION"] = "net";
            }
            else
            {
                // The name holds nothing that a shell could read otherwise (NameRules); what is not there is no argument.
                command = $"{command} {builder.Context.Name} net {word} \"$LXC_NET_TYPE\" ${{LXC_NET_PARENT:+\"$LXC_NET_PARENT\"}} ${{LXC_NET_PEER:+\"$LXC_NET_PEER\"}}";
            }
            builder.Spec = builder.Spec with
            {
                Hooks = [.. builder.Spec.Hooks ?? [], new HookSpec(kind, "/bin/sh", ["sh", "-c", command], environment) { Network = network }],
            };
        }
    }
}
