namespace Orchestrator.Isolation.Spec;

/// <summary>What becomes of the limits that are lists when some are changed.</summary>
internal static class LimitMerge
{
    public static IReadOnlyList<IoLimit>? Of(IReadOnlyList<IoLimit>? before, IReadOnlyList<IoLimit>? change)
    {
        if (before is null || change is null)
            return change ?? before;
        var merged = before.ToList();
        foreach (var limit in change)
        {
            var at = merged.FindIndex(old => old.Device == limit.Device);
            if (at < 0)
                merged.Add(limit);
            else
                merged[at] = merged[at].With(limit);
        }
        return merged;
    }

    public static IReadOnlyList<IoDeviceWeight>? Of(IReadOnlyList<IoDeviceWeight>? before, IReadOnlyList<IoDeviceWeight>? change) =>
        before is null || change is null
            ? change ?? before
            : [.. before.Where(old => !change.Any(now => now.Device == old.Device)), .. change];

    public static IReadOnlyDictionary<string, T>? Of<T>(IReadOnlyDictionary<string, T>? before, IReadOnlyDictionary<string, T>? change)
    {
        if (before is null || change is null)
            return change ?? before;
        var merged = new Dictionary<string, T>(before, StringComparer.Ordinal);
        foreach (var (key, value) in change)
            merged[key] = value;
        return merged;
    }

    public static IReadOnlyList<string>? Of(IReadOnlyList<string>? before, IReadOnlyList<string>? change) =>
        before is null || change is null ? change ?? before : [.. before.Union(change)];

    /// <summary>
    /// Later rules win, so that what was said again goes to the end; without it the list would grow with every update.
    /// A rule about all devices makes what stood before it meaningless.
    /// </summary>
    public static IReadOnlyList<DeviceRuleSpec>? Of(IReadOnlyList<DeviceRuleSpec>? before, IReadOnlyList<DeviceRuleSpec>? change)
    {
        if (before is null || change is null)
            return change ?? before;
        var merged = before.ToList();
        foreach (var rule in change)
        {
            if (rule.IsAll)
                merged.Clear();
            merged.RemoveAll(old => old == rule);
            merged.Add(rule);
        }
        return merged;
    }

    public static IReadOnlyList<CgroupFileSpec>? Of(IReadOnlyList<CgroupFileSpec>? before, IReadOnlyList<CgroupFileSpec>? change) =>
        before is null || change is null
            ? change ?? before
            : [.. before.Where(old => !change.Any(now => now.File == old.File && now.Version == old.Version)), .. change];
}
