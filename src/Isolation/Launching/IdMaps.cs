using System.Text;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>The id maps of a container: those of its spec, else its own range.</summary>
internal static class IdMaps
{
    /// <summary>Lines of uid_map or gid_map.</summary>
    public static string Text(ContainerSpec spec, PreparedContainer prepared, bool group)
    {
        if (spec.IdMaps is not { } maps)
            return $"0 {prepared.IdRangeBase} {prepared.IdRangeLength}\n";
        var text = new StringBuilder();
        foreach (var map in maps.Where(map => map.Group == group))
            text.Append(map.Inside).Append(' ').Append(map.Outside).Append(' ').Append(map.Count).Append('\n');
        return text.ToString();
    }

    /// <summary>The host's id for one inside; null: it is not mapped.</summary>
    public static uint? Outside(ContainerSpec spec, PreparedContainer prepared, uint id, bool group)
    {
        if (spec.Namespaces.User == UserNamespaceMode.Host)
            return id;
        if (spec.IdMaps is not { } maps)
            return id < prepared.IdRangeLength ? prepared.IdRangeBase + id : null;
        foreach (var map in maps)
        {
            if (map.Group == group && id >= map.Inside && id - map.Inside < map.Count)
                return map.Outside + (id - map.Inside);
        }
        return null;
    }

    /// <summary>One more than the largest id inside.</summary>
    public static uint Limit(ContainerSpec spec) =>
        spec.IdMaps!.Max(map => map.Count == 0 ? 0 : map.Inside + map.Count);
}
