using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>
/// Makes a spec from an LXC configuration: each setting is carried out, or refused with its reason, or noted as one
/// without effect here. Where LXC's default is weaker than the engine's the engine's stays: an id range of its own, the
/// default seccomp profile, hidden files of /proc.
/// </summary>
public static class LxcMapper
{
    public static LxcMapped Map(IReadOnlyList<LxcItem> items, LxcContext context)
    {
        var builder = new LxcBuilder(LxcSettings.Of(items), context);
        RefuseAndNote(builder);
        LxcRoot.Apply(builder);
        LxcMounts.Apply(builder);
        LxcProcess.Apply(builder);
        LxcConsole.Apply(builder);
        LxcSecurity.Apply(builder);
        LxcNamespaceKeys.Apply(builder);
        LxcResources.Apply(builder);
        LxcHooks.Apply(builder);
        LxcNetwork.Apply(builder);
        LxcStart.Apply(builder);
        return new LxcMapped(builder.Spec, builder.Ephemeral, builder.Problems, builder.Notes);
    }

    private static void RefuseAndNote(LxcBuilder builder)
    {
        var silent = new Dictionary<string, List<LxcItem>>(StringComparer.Ordinal);
        foreach (var item in builder.Settings.Items)
        {
            if (LxcKeys.Find(item.Key) is not { } key)
                builder.Refuse(item, LxcKeys.Unknown(item.Key));
            else if (key.Check(item.Value) is { } bad)
                builder.Refuse(item, bad);
            else if (key.Verdict == LxcVerdict.Refused)
                builder.Refuse(item, key.Note);
            else if (key.Verdict == LxcVerdict.NoEffect)
                (silent.TryGetValue(key.Note, out var list) ? list : silent[key.Note] = []).Add(item);
        }
        foreach (var (why, list) in silent)
            builder.Notes.Add($"{string.Join(", ", list.Select(item => $"{item.Key} ({item.Place})").Distinct())}: no effect. {why}");
    }
}
