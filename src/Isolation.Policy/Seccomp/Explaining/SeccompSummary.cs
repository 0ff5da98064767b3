namespace Orchestrator.Isolation.Seccomp.Explaining;

/// <summary>A profile in a few rows.</summary>
internal static class SeccompSummary
{
    public static IEnumerable<SummaryRow> Of(SeccompProfile profile, SeccompAbi abi)
    {
        if (!profile.Open.TryGetValue(abi, out var rules))
        {
            yield return new SummaryRow(abi, $"{SeccompProfile.ClosedAbi.Action} (closed)", [.. abi.Table.Numbers.Keys.Order(StringComparer.Ordinal)]);
            yield break;
        }
        var groups = abi.Table.Numbers
            .GroupBy(call => rules.Find((uint)call.Value) is var rule && rule.IsSimple ? rule.Otherwise.Action.ToString() : "by arguments")
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in groups)
            yield return new SummaryRow(abi, group.Key, [.. group.Select(call => call.Key).Order(StringComparer.Ordinal)]);
        yield return new SummaryRow(abi, rules.Beyond.Otherwise.Action.ToString(), [$"(above {rules.Newest})"]);
    }
}
