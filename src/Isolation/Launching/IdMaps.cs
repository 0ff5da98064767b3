using System.Text;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>The id maps of a container: those of its spec, else its own range.</summary>
internal static class IdMaps
{
    /// <summary>Lines of uid_map or gid_map.</summary>
    public static string Text(ContainerSpec spec, PreparedContainer prepared, RootlessIds? rootless, bool group)
    {
        if (spec.IdMaps is not { } maps)
            return rootless?.Text(group) ?? $"0 {prepared.IdRangeBase} {prepared.IdRangeLength}\n";
        var text = new StringBuilder();
        foreach (var map in maps.Where(map => map.Group == group))
            text.Append(map.Inside).Append(' ').Append(Named(map.Outside, map.Count, rootless, group)).Append(' ').Append(map.Count).Append('\n');
        return text.ToString();
    }

    /// <summary>The daemon's id for one inside; null: it is not mapped.</summary>
    public static uint? Outside(ContainerSpec spec, PreparedContainer prepared, RootlessIds? rootless, uint id, bool group)
    {
        if (spec.Namespaces.User == UserNamespaceMode.Host)
            return id;
        if (spec.IdMaps is not { } maps)
            return id < prepared.IdRangeLength ? prepared.IdRangeBase + id : null;
        foreach (var map in maps)
        {
            if (map.Group == group && id >= map.Inside && id - map.Inside < map.Count)
                return Named(map.Outside, map.Count, rootless, group) + (id - map.Inside);
        }
        return null;
    }

    /// <summary>The id inside for one of the daemon; nobody's for one that is not mapped.</summary>
    public static uint Inside(ContainerSpec spec, PreparedContainer prepared, RootlessIds? rootless, uint id, bool group)
    {
        const uint nobody = 65_534;
        if (spec.Namespaces.User == UserNamespaceMode.Host)
            return id;
        if (spec.IdMaps is not { } maps)
            return id >= prepared.IdRangeBase && id - prepared.IdRangeBase < prepared.IdRangeLength ? id - prepared.IdRangeBase : nobody;
        foreach (var map in maps)
        {
            var first = Named(map.Outside, map.Count, rootless, group);
            if (map.Group == group && id >= first && id - first < map.Count)
                return map.Inside + (id - first);
        }
        return nobody;
    }

    /// <summary>A spec names ids as the host does.</summary>
    private static uint Named(uint outside, uint count, RootlessIds? rootless, bool group) =>
        rootless is null ? outside : rootless.Inside(outside, count, group) ?? outside;

    /// <summary>One more than the largest id inside.</summary>
    public static uint Limit(ContainerSpec spec) =>
        spec.IdMaps!.Max(map => map.Count == 0 ? 0 : map.Inside + map.Count);
}
