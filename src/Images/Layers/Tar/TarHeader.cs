namespace Orchestrator.Images.Layers.Tar;

/// <summary>The fields of one block of 512 bytes: POSIX's ustar, GNU's form of it, star's, and the old one without a magic.</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int Size = 512;

    private readonly ReadOnlySpan<byte> _block = block;

    public byte Type => _block[156];

    public long ContentSize => TarNumber.Parse(_block.Slice(124, 12), "size");

    public uint Mode => (uint)(TarNumber.Parse(_block.Slice(100, 8), "mode") & 0xFFF);

    public long Uid => TarNumber.Parse(_block.Slice(108, 8), "uid");

    public long Gid => TarNumber.Parse(_block.Slice(116, 8), "gid");

    public long Time => TarNumber.Parse(_block.Slice(136, 12), "time");

    public long Major => Known ? TarNumber.Parse(_block.Slice(329, 8), "device number") : 0;

    public long Minor => Known ? TarNumber.Parse(_block.Slice(337, 8), "device number") : 0;

    public ReadOnlySpan<byte> LinkName => Text(_block.Slice(157, 100));

    /// <summary>Magic and version: with them there are device numbers.</summary>
    private bool Known => _block.Slice(257, 5).SequenceEqual("ustar"u8);

    private bool IsPosix => _block.Slice(257, 6).SequenceEqual("ustar\0"u8);

    private bool IsStar => _block.Slice(508, 4).SequenceEqual("tar\0"u8);

    /// <summary>GNU keeps other things where the prefix of a name would be.</summary>
    public byte[] Name()
    {
        var name = Text(_block[..100]);
        var prefix = IsPosix ? Text(_block.Slice(345, IsStar ? 131 : 155)) : default;
        if (prefix.IsEmpty)
            return name.ToArray();
        var whole = new byte[prefix.Length + 1 + name.Length];
        prefix.CopyTo(whole);
        whole[prefix.Length] = (byte)'/';
        name.CopyTo(whole.AsSpan(prefix.Length + 1));
        return whole;
    }

    /// <summary>GNU's old sparse files: four parts in the header.</summary>
    public ReadOnlySpan<byte> SparseParts => _block.Slice(386, 96);

    public bool SparseGoesOn => _block[482] != 0;

    public long SparseLength => TarNumber.Parse(_block.Slice(483, 12), "length");

    public bool IsEmpty => !_block.ContainsAnyExcept((byte)0);

    /// <summary>The sum of all bytes, its own field as spaces; some old writers took them for signed.</summary>
    public void CheckSum()
    {
        var told = TarNumber.Parse(_block.Slice(148, 8), "checksum");
        long plain = 0, signed = 0;
        for (var i = 0; i < Size; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : _block[i];
            plain += value;
            signed += (sbyte)value;
        }
        if (told != plain && told != signed)
            throw new LayerException(UnpackProblemKind.Malformed, "a header's checksum is wrong: this is no tar archive, or a damaged one");
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
