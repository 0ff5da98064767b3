using System.Globalization;
using System.Text;

namespace Orchestrator.Images.Tests.Support;

/// <summary>Archives written field by field, so that a test can say what no decent tool would write.</summary>
internal sealed class TarBuilder
{
    private readonly MemoryStream _out = new();

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public TarBuilder Directory(string name, int mode = 0x1ED) => Entry(name, '5', mode: mode);

    public TarBuilder File(string name, string content = "", int mode = 0x1A4) => Entry(name, '0', Encoding.UTF8.GetBytes(content), mode);

    public TarBuilder File(string name, byte[] content, int mode = 0x1A4) => Entry(name, '0', content, mode);

    public TarBuilder SymbolicLink(string target, string name) => Entry(name, '2', link: target, mode: 0x1FF);

    public TarBuilder HardLink(string target, string name) => Entry(name, '1', link: target);

    public TarBuilder Fifo(string name, int mode = 0x1A4) => Entry(name, '6', mode: mode);

    public TarBuilder Device(string name, char kind, int major, int minor) =>
        Entry(name, kind == 'b' ? '4' : '3', change: header =>
        {
            Octal(header, 329, 8, major);
            Octal(header, 337, 8, minor);
        });

    /// <summary>A pax header for the entry that follows.</summary>
    public TarBuilder Pax(params (string Key, byte[] Value)[] records) => PaxHeader('x', records);

    public TarBuilder Pax(params (string Key, string Value)[] records) =>
        PaxHeader('x', [.. records.Select(record => (record.Key, Encoding.UTF8.GetBytes(record.Value)))]);

    public TarBuilder PaxHeader(char type, params (string Key, byte[] Value)[] records)
    {
        var content = new MemoryStream();
        foreach (var (key, value) in records)
            content.Write(Record(key, value));
        return Entry("pax", type, content.ToArray());
    }

    public TarBuilder Attribute(string name, string value) => Pax(("SCHILY.xattr." + name, value));

    public TarBuilder LongName(string name, char type = 'L') => Entry("././@LongLink", type, Encoding.UTF8.GetBytes(name + "\0"));

    /// <summary>Any entry; <paramref name="change"/> may spoil its header before the checksum is taken.</summary>
    public TarBuilder Entry(
        string name, char type, byte[]? content = null, int mode = 0x1A4, string link = "", Action<byte[]>? change = null, long? size = null,
        bool sum = true)
    {
        content ??= [];
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).AsSpan().CopyTo(header);
        Octal(header, 100, 8, mode);
        Octal(header, 108, 8, Uid);
        Octal(header, 116, 8, Gid);
        Octal(header, 124, 12, size ?? content.Length);
        Octal(header, 136, 12, 1_000_000_000);
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).AsSpan().CopyTo(header.AsSpan(157));
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        change?.Invoke(header);
        if (sum)
            Sum(header);
        _out.Write(header);
        _out.Write(content);
        _out.Write(new byte[-content.Length & 511]);
        return this;
    }

    public TarBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _out.Write(bytes);
        return this;
    }

    /// <summary>With the two empty blocks that end an archive.</summary>
    public byte[] Build() => [.. _out.ToArray(), .. new byte[1024]];

    public byte[] WithoutEnd() => _out.ToArray();

    public static void Octal(byte[] header, int at, int length, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0') + "\0").AsSpan().CopyTo(header.AsSpan(at));

    public static void Sum(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Octal(header, 148, 7, header.Sum(value => value));
    }

    private static byte[] Record(string key, byte[] value)
    {
        var rest = Encoding.UTF8.GetByteCount(key) + value.Length + 3;
        var length = rest + 1;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
            length++;
        return [.. Encoding.UTF8.GetBytes($"{length} {key}="), .. value, (byte)'\n'];
    }
}
