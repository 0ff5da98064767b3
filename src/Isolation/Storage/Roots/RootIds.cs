using System.Globalization;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>The host's ids of a container, as they stand on what it writes.</summary>
/// <param name="Uid">Its root's.</param>
/// <param name="UidMap">Lines of uid_map; null with the host's user namespace.</param>
internal sealed record RootIds(uint Uid, uint Gid, string? UidMap, string? GidMap)
{
    public static RootIds Of(ContainerSpec spec, PreparedContainer prepared, RootlessIds? rootless)
    {
        var own = spec.Namespaces.User != UserNamespaceMode.Host;
        return new RootIds(
            IdMaps.Outside(spec, prepared, rootless, 0, group: false) ?? 0, IdMaps.Outside(spec, prepared, rootless, 0, group: true) ?? 0,
            own ? IdMaps.Text(spec, prepared, rootless, group: false) : null, own ? IdMaps.Text(spec, prepared, rootless, group: true) : null);
    }

    public SharedLayer Layer(string name) => new(name, UidMap, GidMap);

    /// <summary>How a layer's files get this container's ids; null with the reason if they cannot.</summary>
    public LowerLayer? Lower(SharedLayer layer, string folder, out string? problem)
    {
        problem = null;
        var path = Path.Combine(folder, layer.Name);
        if (layer.UidMap == UidMap && layer.GidMap == GidMap)
            return new LowerLayer(path, AsIs: true, null, null);
        // Its ids are those inside: what every image's layer gets fits it too.
        if (layer.UidMap is null)
            return new LowerLayer(path, AsIs: false, null, null);
        if (Shifted(layer.UidMap, UidMap) is { } uid && Shifted(layer.GidMap, GidMap) is { } gid)
            return new LowerLayer(path, AsIs: false, uid, gid);
        problem = "The id maps of the two containers differ in more than where their range begins, so that they cannot share files. "
            + "Copy it with the same id maps.";
        return null;
    }

    /// <summary>The shift from another container's ids to these; null if there is none.</summary>
    public IdShift? From(RootIds other)
    {
        if (other.UidMap == UidMap && other.GidMap == GidMap)
            return IdShift.None;
        return Range(other.UidMap) is { } from && Range(UidMap) is { } to && other.UidMap == other.GidMap && UidMap == GidMap
            ? new IdShift(from.First, to.First, Math.Min(from.Count, to.Count))
            : null;
    }

    private static string? Shifted(string? from, string? to) => Range(from) is { } first && Range(to) is { } second
        ? string.Create(CultureInfo.InvariantCulture, $"{first.First} {second.First} {Math.Min(first.Count, second.Count)}\n")
        : null;

    /// <summary>The usual map: all ids from 0 on in one range.</summary>
    private static (uint First, uint Count)? Range(string? map) =>
        map?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is ["0", var first, var count]
            ? (uint.Parse(first, CultureInfo.InvariantCulture), uint.Parse(count, CultureInfo.InvariantCulture))
            : null;
}
