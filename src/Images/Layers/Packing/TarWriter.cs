using System.Globalization;
using System.Text;

namespace Orchestrator.Images.Layers.Packing;

/// <summary>Writes ustar headers, with a pax header before those that say more than fits (POSIX.1-2017, pax).</summary>
internal sealed class TarWriter(Stream output)
{
    private const int Block = 512;
    private const long MostOctal = (1L << 33) - 1;
    private const long MostId = (1L << 21) - 1;
    private readonly byte[] _header = new byte[Block];

    public long Written { get; private set; }

    /// <param name="type">The type flag: 0 file, 1 hard link, 2 link, 3 and 4 devices, 5 directory, 6 fifo.</param>
    public void Entry(
        char type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> link, in TarMeta meta, long size, Dictionary<string, byte[]>? attributes = null,
        int major = 0, int minor = 0)
    {
        var records = new List<(string Key, byte[] Value)>();
        if (!Fits(name))
            records.Add(("path", name.ToArray()));
        if (!Fits(link))
            records.Add(("linkpath", link.ToArray()));
        if (size > MostOctal)
            records.Add(("size", Decimal(size)));
        if (meta.Uid > MostId)
            records.Add(("uid", Decimal(meta.Uid)));
        if (meta.Gid > MostId)
            records.Add(("gid", Decimal(meta.Gid)));
        if (meta.Seconds is < 0 or > MostOctal)
            records.Add(("mtime", Decimal(meta.Seconds)));
        foreach (var (key, value) in attributes?.OrderBy(pair => pair.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, byte[]>>())
            records.Add(("SCHILY.xattr." + key, value));
        if (records.Count > 0)
            Pax(records);
        Header(type, name, link, meta, size, major, minor);
    }

    public void Content(ReadOnlySpan<byte> content)
    {
        output.Write(content);
        Written += content.Length;
    }

    /// <summary>Fills the last block of an entry's content.</summary>
    public void Pad(long size) => Content(new byte[(int)(-size & (Block - 1))]);

    /// <summary>Two empty blocks end an archive.</summary>
    public void End() => Content(new byte[2 * Block]);

    private void Pax(List<(string Key, byte[] Value)> records)
    {
        var content = new MemoryStream();
        foreach (var (key, value) in records)
        {
            var rest = Encoding.UTF8.GetByteCount(key) + value.Length + 3;
            var length = rest + 1;
            while (length != rest + Decimal(length).Length)
                length++;
            content.Write(Decimal(length));
            content.WriteByte((byte)' ');
            content.Write(Encoding.UTF8.GetBytes(key));
            content.WriteByte((byte)'=');
            content.Write(value);
            content.WriteByte((byte)'\n');
        }
        Header('x', "pax"u8, default, new TarMeta(0x1A4, 0, 0, 0), content.Length, 0, 0);
        Content(content.GetBuffer().AsSpan(0, (int)content.Length));
        Pad(content.Length);
    }

    private void Header(char type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> link, in TarMeta meta, long size, int major, int minor)
    {
        var header = _header.AsSpan();
        header.Clear();
        name[..Math.Min(name.Length, 100)].CopyTo(header);
        Octal(header[100..108], meta.Mode);
        Octal(header[108..116], meta.Uid > MostId ? 0 : meta.Uid);
        Octal(header[116..124], meta.Gid > MostId ? 0 : meta.Gid);
        Octal(header[124..136], size > MostOctal ? 0 : size);
        Octal(header[136..148], meta.Seconds is < 0 or > MostOctal ? 0 : meta.Seconds);
        header[148..156].Fill((byte)' ');
        header[156] = (byte)type;
        link[..Math.Min(link.Length, 100)].CopyTo(header[157..]);
        "ustar"u8.CopyTo(header[257..]);
        "00"u8.CopyTo(header[263..]);
        if (type is '3' or '4')
        {
            Octal(header[329..337], major);
            Octal(header[337..345], minor);
        }
        long sum = 0;
        foreach (var value in header)
            sum += value;
        Octal(header[148..155], sum);
        Content(header);
    }

    /// <summary>Fields are text to their first NUL: a name with other than ASCII is told the same way to everybody by pax alone.</summary>
    private static bool Fits(ReadOnlySpan<byte> name) => name.Length <= 100 && Ascii.IsValid(name);

    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
            field[i] = (byte)('0' + (value & 7));
    }

    private static byte[] Decimal(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
}
