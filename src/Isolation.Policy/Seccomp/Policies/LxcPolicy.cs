namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>
/// An LXC policy file. Version 1 is about the native ABI only, version 2 about every one of the machine, as liblxc
/// builds its filter (lxc.container.conf(5), src/lxc/seccomp.c).
/// </summary>
internal sealed class LxcPolicy(string name, bool nativeOnly, Verdict fallback, IReadOnlyList<LxcRule> rules) : ISeccompPolicy
{
    public string Name => name;

    public SeccompProfile Resolve(SeccompContext context)
    {
        var machine = context.Machine;
        var open = nativeOnly ? [machine.Native] : machine.Abis;
        return new SeccompProfile(name, machine, open.Select(Table));
    }

    private AbiRules Table(SeccompAbi abi)
    {
        var builder = new RuleTableBuilder(abi, fallback);
        foreach (var rule in rules)
        {
            if (rule.Abi is not null && rule.Abi != abi)
                continue;
            if (rule.Name is { } call)
                builder.Add(call, rule.Tests, rule.Verdict);
            else
                builder.Add(rule.Number, rule.Verdict);
        }
        return builder.Build();
    }
}
