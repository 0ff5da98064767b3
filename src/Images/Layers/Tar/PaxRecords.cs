using System.Text;

namespace Orchestrator.Images.Layers.Tar;

/// <summary>The records of a pax header (POSIX.1-2017, pax): <c>LENGTH KEY=VALUE</c> and a newline, length included.</summary>
internal sealed class PaxRecords
{
    private const string AttributePrefix = "SCHILY.xattr.";
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    /// <summary>GNU's first form has the same two keys again and again, so their order is kept.</summary>
    private readonly List<(bool Length, long Value)> _sparse = [];

    public byte[]? this[string key] => _values.GetValueOrDefault(key);

    public IReadOnlyList<(bool Length, long Value)> Sparse => _sparse;

    public bool IsEmpty => _values.Count == 0;

    public static PaxRecords Parse(ReadOnlySpan<byte> text)
    {
        var records = new PaxRecords();
        while (!text.IsEmpty)
        {
            var space = text.IndexOf((byte)' ');
            if (space is < 1 or > 9)
                throw Malformed("a record without a length");
            var length = TarNumber.Decimal(text[..space], "pax length");
            if (length < space + 3 || length > text.Length || text[(int)length - 1] != '\n')
                throw Malformed("a record of a wrong length");
            records.Add(text[(space + 1)..((int)length - 1)]);
            text = text[(int)length..];
        }
        return records;
    }

    public long? Number(string key) => this[key] is { } value ? TarNumber.Decimal(value, key) : null;

    /// <summary>A name; an archive that has a NUL in one means another name to whoever stops there.</summary>
    public byte[]? Path(string key)
    {
        var value = this[key];
        return value is not null && value.AsSpan().Contains((byte)0) ? throw Malformed($"a NUL in its {key}") : value;
    }

    public Dictionary<string, byte[]>? Attributes()
    {
        Dictionary<string, byte[]>? found = null;
        foreach (var (key, value) in _values)
        {
            if (key.StartsWith(AttributePrefix, StringComparison.Ordinal))
                (found ??= [])[key[AttributePrefix.Length..]] = value;
        }
        return found;
    }

    private void Add(ReadOnlySpan<byte> record)
    {
        var sign = record.IndexOf((byte)'=');
        if (sign < 1)
            throw Malformed("a record without a key");
        var key = Encoding.UTF8.GetString(record[..sign]);
        var value = record[(sign + 1)..];
        if (key is "GNU.sparse.offset" or "GNU.sparse.numbytes")
            _sparse.Add((key == "GNU.sparse.numbytes", TarNumber.Decimal(value, key)));
        else if (value.IsEmpty && !key.StartsWith(AttributePrefix, StringComparison.Ordinal))
            // An empty value takes the key back.
            _values.Remove(key);
        else
            _values[key] = value.ToArray();
    }

    private static LayerException Malformed(string what) => new(UnpackProblemKind.Malformed, $"a pax header has {what}");
}
