namespace Orchestrator.Netlink.Netfilter;

/// <summary>A named set, or with a value a map. Each field takes whole registers of four bytes.</summary>
public sealed record FilterSet(string Name, IReadOnlyList<FilterField> Key, IReadOnlyList<FilterField>? Value = null)
{
    private const int TypeBits = 6;

    public static uint Length(IReadOnlyList<FilterField> fields) => (uint)fields.Sum(field => (Bytes(field) + 3) & ~3);

    /// <summary>The types one after another, as nft writes them.</summary>
    public static uint Type(IReadOnlyList<FilterField> fields) =>
        fields.Aggregate(0u, (type, field) => (type << TypeBits) | (uint)field);

    public static int Bytes(FilterField field) => field switch
    {
        FilterField.IPv4Address => 4,
        FilterField.IPv6Address => 16,
        FilterField.EtherAddress => 6,
        FilterField.Protocol => 1,
        FilterField.Port => 2,
        FilterField.InterfaceName => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
