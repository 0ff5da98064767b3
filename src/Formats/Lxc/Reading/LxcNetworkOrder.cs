namespace Orchestrator.Formats.Lxc.Reading;

/// <summary>Keys that belong to one type of network device need that type first: liblxc keeps them in a union.</summary>
internal sealed class LxcNetworkOrder
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    /// <summary>Null, or what has to come first.</summary>
    public string? Check(LxcItem item)
    {
        if (!item.Key.StartsWith("lxc.net", StringComparison.Ordinal))
            return null;
        var parts = item.Key.Split('.');
        if (item.Value.Length == 0)
        {
            if (parts.Length == 2)
                _types.Clear();
            else if (parts.Length == 3)
                _types.Remove(parts[2]);
            return null;
        }
        if (parts.Length < 4)
            return null;
        if (parts is [_, _, var index, "type"])
        {
            _types[index] = item.Value;
            return null;
        }
        if (parts.Length < 5 || parts[3] is not ("veth" or "vlan" or "macvlan" or "ipvlan"))
            return null;
        var type = _types.GetValueOrDefault(parts[2]);
        return type == parts[3]
            ? null
            : $"{item.Key}: the device has the type {type ?? "none yet"}; set lxc.net.{parts[2]}.type = {parts[3]} before";
    }
}
