using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.net.N.*</summary>
internal static class LxcNetwork
{
    public static void Apply(LxcBuilder builder)
    {
        foreach (var item in builder.Settings.Below("lxc.net.").Where(item => item.Key.EndsWith(".type", StringComparison.Ordinal)))
        {
            switch (item.Value)
            {
                case "empty":
                    break;
                case "none":
                    builder.Spec = builder.Spec with { Namespaces = builder.Spec.Namespaces with { Network = NetworkMode.Host } };
                    break;
                default:
                    builder.Refuse(item, $"the engine gives no {item.Value} devices yet. Clear it (-o {item.Key[..^5]}=) for a container with loopback only, or set it to none for the host's network.");
                    break;
            }
        }
    }
}
