namespace Orchestrator.Isolation.Seccomp.Explaining;

/// <summary>Says of a profile what it decides and which line does.</summary>
internal static class SeccompExplainer
{
    /// <summary>One call under every condition that its rule knows; empty where the ABI has no call of this name.</summary>
    public static IEnumerable<ExplainedCall> Explain(SeccompProfile profile, SeccompAbi abi, string name)
    {
        var number = abi.Table.Numbers.TryGetValue(name, out var known) ? known : (int?)null;
        var through = MultiplexedCall.Find(abi, name);
        if (number is null && through is null)
            return [];
        if (!profile.Open.TryGetValue(abi, out var rules))
            return [new ExplainedCall(name, abi, number, "always", SeccompProfile.ClosedAbi)];
        var rows = number is { } direct ? Cases(rules.Find((uint)direct), name, abi, direct) : [];
        if (through is { } call)
        {
            var verdict = rules.Find((uint)call.Through).Decide([call.Number, 0, 0, 0, 0, 0], wide: false);
            rows = rows.Append(new ExplainedCall(name, abi, call.Through, $"through {abi.Table.Name(call.Through)}", verdict));
        }
        return rows;
    }

    /// <summary>A number, whether it has a name or not.</summary>
    public static IEnumerable<ExplainedCall> Explain(SeccompProfile profile, SeccompAbi abi, int number)
    {
        var name = abi.Table.Name(number) ?? $"{number}";
        return profile.Open.TryGetValue(abi, out var rules)
            ? Cases(rules.Find((uint)number), name, abi, number)
            : [new ExplainedCall(name, abi, number, "always", SeccompProfile.ClosedAbi)];
    }

    private static IEnumerable<ExplainedCall> Cases(SyscallRule rule, string name, SeccompAbi abi, int number)
    {
        foreach (var one in rule.Cases)
            yield return new ExplainedCall(name, abi, number, string.Join(" and ", one.Tests), one.Verdict);
        yield return new ExplainedCall(name, abi, number, rule.IsSimple ? "always" : "otherwise", rule.Otherwise);
    }
}
