using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>
/// What a list of rules comes to, by the rules of the v1 controller (security/device_cgroup.c), so that both versions
/// decide alike: a default, and what differs from it.
/// </summary>
/// <param name="AllowsOthers">What happens to devices that no exception names.</param>
/// <param name="Exceptions">Allowed where the default refuses, refused where it allows.</param>
internal sealed record DevicePolicy(bool AllowsOthers, IReadOnlyList<DeviceRule> Exceptions)
{
    /// <summary>The usual devices, the nodes that the container gets, and then the rules.</summary>
    public static DevicePolicy Of(IReadOnlyList<DeviceNodeSpec> nodes, IReadOnlyList<DeviceRuleSpec> rules)
    {
        var policy = new DevicePolicy(false, DeviceRule.Usual);
        foreach (var node in nodes.Where(node => node.Kind is 'b' or 'c'))
            policy = policy.Then(new DeviceRuleSpec(true, node.Kind, node.Major, node.Minor, node.Access));
        foreach (var rule in rules)
            policy = policy.Then(rule);
        return policy;
    }

    /// <summary>Whether it decides as the policy of a container without rules of its own.</summary>
    public bool IsUsual => !AllowsOthers && Exceptions.ToHashSet().SetEquals(DeviceRule.Usual);

    public DevicePolicy Then(DeviceRuleSpec rule)
    {
        if (rule.IsAll)
            return new DevicePolicy(rule.Allow, []);
        var exception = DeviceRule.Of(rule);
        return rule.Allow != AllowsOthers ? With(exception) : Without(exception);
    }

    public bool Allows(DeviceKind kind, int major, int minor, DeviceAccess access)
    {
        foreach (var exception in Exceptions)
        {
            if (!exception.Names(kind, major, minor))
                continue;
            // A refusal of one of the accesses is a refusal; a permission must be for all of them.
            if (AllowsOthers ? (exception.Access & access) != 0 : (access & ~exception.Access) == 0)
                return !AllowsOthers;
        }
        return AllowsOthers;
    }

    /// <summary>The policy as lines for devices.allow and devices.deny of a group that allows everything.</summary>
    public IEnumerable<(string File, string Line)> ForV1()
    {
        yield return (AllowsOthers ? "devices.allow" : "devices.deny", "a");
        foreach (var exception in Exceptions)
            yield return (AllowsOthers ? "devices.deny" : "devices.allow", exception.ToString());
    }

    private DevicePolicy With(DeviceRule exception)
    {
        var list = Exceptions.ToList();
        var at = list.FindIndex(exception.IsSameDevice);
        if (at < 0)
            list.Add(exception);
        else
            list[at] = list[at] with { Access = list[at].Access | exception.Access };
        return this with { Exceptions = list };
    }

    private DevicePolicy Without(DeviceRule exception) => this with
    {
        Exceptions =
        [
            .. Exceptions.Select(old => exception.IsSameDevice(old) ? old with { Access = old.Access & ~exception.Access } : old)
                .Where(old => old.Access != 0),
        ],
    };
}
