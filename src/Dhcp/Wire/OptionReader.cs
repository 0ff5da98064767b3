namespace Orchestrator.Dhcp.Wire;

/// <summary>Looks for an option in a field of them (RFC 2132, section 2).</summary>
internal static class OptionReader
{
    /// <summary>Its first occurrence; empty where it is missing, or reaches beyond the field.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> field, byte code)
    {
        while (field is [not DhcpOption.End, ..])
        {
            if (field[0] == DhcpOption.Pad)
            {
                field = field[1..];
                continue;
            }
            if (field.Length < 2 || field.Length < 2 + field[1])
                return default;
            var value = field.Slice(2, field[1]);
            if (field[0] == code)
                return value;
            field = field[(2 + value.Length)..];
        }
        return default;
    }
}
