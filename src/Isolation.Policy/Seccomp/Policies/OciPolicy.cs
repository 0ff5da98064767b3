namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>An OCI seccomp profile. ABIs beside the native one are open if <c>architectures</c> or <c>archMap</c> names them.</summary>
internal sealed class OciPolicy(
    string name, Verdict fallback, IReadOnlyDictionary<SeccompAbi, IReadOnlyList<SeccompAbi>> openBy,
    IReadOnlyList<OciRule> rules, uint flags) : ISeccompPolicy
{
    public string Name => name;

    public SeccompProfile Resolve(SeccompContext context)
    {
        var machine = context.Machine;
        var named = openBy.GetValueOrDefault(machine.Native, []);
        var open = machine.Abis.Where(abi => abi == machine.Native || named.Contains(abi));
        var inForce = RulesInForce(context).ToHashSet<OciRule>(ReferenceEqualityComparer.Instance);
        return new SeccompProfile(name, machine, open.Select(abi => Table(abi, inForce)), flags);
    }

    public IEnumerable<OciRule> RulesInForce(SeccompContext context) =>
        rules.Where(rule => rule.Includes.Includes(context) && !rule.Excludes.Excludes(context));

    private AbiRules Table(SeccompAbi abi, HashSet<OciRule> inForce)
    {
        var builder = new RuleTableBuilder(abi, fallback);
        foreach (var rule in rules)
        {
            foreach (var (call, place) in rule.Names)
            {
                builder.Mention(call);
                if (!inForce.Contains(rule))
                    continue;
                foreach (var tests in rule.Alternatives)
                    builder.Add(call, tests, new Verdict(rule.Action, place));
            }
        }
        return builder.Build();
    }
}
