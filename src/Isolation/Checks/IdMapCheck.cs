using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class IdMapCheck
{
    /// <summary>UID_GID_MAP_MAX_EXTENTS of the kernel.</summary>
    private const int MostLines = 340;

    public static string? Check(ContainerSpec spec)
    {
        if (spec.IdMaps is not { } maps)
            return null;
        if (spec.Namespaces.User == UserNamespaceMode.Host)
            return "There are id maps, but the user namespace is the host's. Leave one of them out.";
        if (spec.Namespaces.IsJoined("user"))
            return null; // they were read where they are in force
        return Check([.. maps.Where(map => !map.Group)], "user") ?? Check([.. maps.Where(map => map.Group)], "group");
    }

    private static string? Check(IReadOnlyList<IdMapSpec> maps, string kind)
    {
        if (maps.Count > MostLines)
            return $"The {kind} map has {maps.Count} lines; the kernel takes {MostLines}.";
        if (!maps.Any(map => map.Inside == 0 && map.Count > 0))
            return $"The {kind} map does not map the id 0, which sets the container up. Add a line for it.";
        foreach (var map in maps)
        {
            if (map.Count == 0 || (ulong)map.Inside + map.Count > uint.MaxValue || (ulong)map.Outside + map.Count > uint.MaxValue)
                return $"The line {map.Inside} {map.Outside} {map.Count} of the {kind} map is empty or goes beyond the last id.";
            foreach (var other in maps)
            {
                if (!ReferenceEquals(map, other) && (Overlap(map.Inside, other.Inside, map, other) || Overlap(map.Outside, other.Outside, map, other)))
                    return $"Two lines of the {kind} map overlap: {map.Inside} {map.Outside} {map.Count} and {other.Inside} {other.Outside} {other.Count}.";
            }
        }
        return null;
    }

    private static bool Overlap(ulong a, ulong b, IdMapSpec map, IdMapSpec other) => a < b + other.Count && b < a + map.Count;
}
