namespace Orchestrator.Images.Layers.Tar;

/// <summary>
/// Reads an archive entry by entry: ustar, pax (POSIX.1-2017), GNU's long names, base-256 numbers and sparse files of all
/// four forms. Where forms contradict each other the reading is that of Go's archive/tar, by which images are made and
/// checked: what one tool sees in a layer, no other tool should see otherwise.
/// </summary>
/// <param name="onHeader">Called for each header, those of long names included, so that none comes for nothing.</param>
internal sealed class TarReader(IByteSource source, Action onHeader)
{
    /// <summary>Headers of headers are held in memory.</summary>
    private const int MostSpecial = 1 << 20;

    private readonly byte[] _block = new byte[TarHeader.Size];
    private PaxRecords? _global;
    private long _left;
    private int _padding;

    /// <summary>Fills <paramref name="entry"/>; false at the end of the archive.</summary>
    public bool Next(TarEntry entry)
    {
        SkipContent();
        PaxRecords? pax = null;
        byte[]? longName = null, longLink = null;
        while (true)
        {
            if (!ReadHeader())
            {
                return pax is null && longName is null && longLink is null
                    ? false
                    : throw Malformed("it ends after a header that belongs to another one");
            }
            onHeader();
            var header = new TarHeader(_block);
            switch (header.Type)
            {
                case (byte)'x':
                    pax = PaxRecords.Parse(Special(header));
                    continue;
                case (byte)'g':
                    _global = Global(PaxRecords.Parse(Special(header)));
                    continue;
                case (byte)'L':
                    longName = UpToNul(Special(header));
                    continue;
                case (byte)'K':
                    longLink = UpToNul(Special(header));
                    continue;
            }
            Fill(entry, header, pax);
            entry.Name = longName ?? entry.Name;
            entry.LinkName = longLink ?? entry.LinkName;
            FillSparse(entry, header, pax);
            if (entry.Type == EntryType.File && entry.Name.Length > 0 && entry.Name[^1] == '/')
                TurnIntoDirectory(entry);
            return true;
        }
    }

    /// <summary>The next bytes of the entry's content; none at its end.</summary>
    public ReadOnlySpan<byte> Content(int most)
    {
        if (_left == 0)
            return default;
        var got = source.Take((int)Math.Min(most, _left));
        if (got.IsEmpty)
            throw Cut();
        _left -= got.Length;
        return got;
    }

    private void SkipContent()
    {
        while (_left > 0)
            Content(int.MaxValue);
        for (; _padding > 0;)
        {
            var got = source.Take(_padding);
            if (got.IsEmpty)
                throw Cut();
            _padding -= got.Length;
        }
    }

    private bool ReadHeader()
    {
        if (!ReadBlock())
            return false;
        var header = new TarHeader(_block);
        if (header.IsEmpty)
        {
            // Two empty blocks are the end, and so is the end of the stream; a lone one in the midst is damage.
            return ReadBlock() && !new TarHeader(_block).IsEmpty ? throw Malformed("an empty block stands in the midst of it") : false;
        }
        header.CheckSum();
        return true;
    }

    private bool ReadBlock()
    {
        var have = 0;
        while (have < TarHeader.Size)
        {
            var got = source.Take(TarHeader.Size - have);
            if (got.IsEmpty)
                return have == 0 ? false : throw Cut();
            got.CopyTo(_block.AsSpan(have));
            have += got.Length;
        }
        return true;
    }

    private byte[] Special(TarHeader header)
    {
        var size = header.ContentSize;
        if (size is < 0 or > MostSpecial)
            throw new LayerException(UnpackProblemKind.Limit, $"a header of names or attributes is {size} bytes long; at most {MostSpecial} are read");
        Start(size);
        var content = new byte[size];
        var have = 0;
        while (Content((int)size - have) is { IsEmpty: false } got)
        {
            got.CopyTo(content.AsSpan(have));
            have += got.Length;
        }
        SkipContent();
        return content;
    }

    private void Start(long size)
    {
        _left = size;
        _padding = (int)(-size & (TarHeader.Size - 1));
    }

    private void Fill(TarEntry entry, TarHeader header, PaxRecords? pax)
    {
        entry.Type = header.Type switch
        {
            0 or (byte)'0' or (byte)'7' or (byte)'S' => EntryType.File,
            (byte)'1' => EntryType.HardLink,
            (byte)'2' => EntryType.SymbolicLink,
            (byte)'3' => EntryType.CharacterDevice,
            (byte)'4' => EntryType.BlockDevice,
            (byte)'5' => EntryType.Directory,
            (byte)'6' => EntryType.Fifo,
            var other => throw new LayerException(
                UnpackProblemKind.NotSupported, $"an entry is of the type {TarEntry.Text([other])} ({other}), which no layer has"),
        };
        entry.Name = pax?.Path("path") ?? header.Name();
        entry.LinkName = pax?.Path("linkpath") ?? header.LinkName.ToArray();
        entry.Mode = header.Mode;
        entry.Uid = TarNumber.Id(pax?.Number("uid") ?? _global?.Number("uid") ?? header.Uid, "uid");
        entry.Gid = TarNumber.Id(pax?.Number("gid") ?? _global?.Number("gid") ?? header.Gid, "gid");
        (entry.Seconds, entry.Nanoseconds) =
            (pax?["mtime"] ?? _global?["mtime"]) is { } time ? TarNumber.Time(time) : (header.Time, 0);
        entry.Attributes = pax?.Attributes();
        entry.Sparse = null;
        var isDevice = entry.Type is EntryType.CharacterDevice or EntryType.BlockDevice;
        entry.Major = isDevice ? Device(header.Major) : 0;
        entry.Minor = isDevice ? Device(header.Minor) : 0;
        var size = pax?.Number("size") ?? header.ContentSize;
        if (size < 0)
            throw Malformed("an entry has a negative size");
        // Only files have content, whatever the number says.
        entry.Size = entry.Type == EntryType.File ? size : 0;
        Start(entry.Size);
    }

    private void FillSparse(TarEntry entry, TarHeader header, PaxRecords? pax)
    {
        if (header.Type == 'S')
        {
            var map = new SparseMap { Length = header.SparseLength };
            AddParts(map, header.SparseParts);
            // The blocks that go on overwrite the header's.
            for (var more = header.SparseGoesOn; more;)
            {
                if (!ReadBlock())
                    throw Cut();
                onHeader();
                AddParts(map, _block.AsSpan(0, 504));
                more = _block[504] != 0;
            }
            Take(entry, map);
            return;
        }
        if (pax is null || entry.Type != EntryType.File)
            return;
        if (pax["GNU.sparse.major"] is { } major)
        {
            if (!major.AsSpan().SequenceEqual("1"u8) || pax.Number("GNU.sparse.minor") != 0)
                throw new LayerException(UnpackProblemKind.NotSupported, "a sparse file is of a form that is not known");
            entry.Name = pax.Path("GNU.sparse.name") ?? entry.Name;
            var map = new SparseMap { Length = pax.Number("GNU.sparse.realsize") ?? throw SparseMap.Malformed("no length") };
            ReadParts(map);
            entry.Size = _left;
            Take(entry, map);
        }
        else if ((pax.Number("GNU.sparse.size") ?? pax.Number("GNU.sparse.realsize")) is { } length && pax["GNU.sparse.numblocks"] is not null)
        {
            entry.Name = pax.Path("GNU.sparse.name") ?? entry.Name;
            var map = new SparseMap { Length = length };
            if (pax["GNU.sparse.map"] is { } text)
                AddList(map, text);
            else
                AddPairs(map, pax.Sparse);
            Take(entry, map);
        }
    }

    private static void Take(TarEntry entry, SparseMap map)
    {
        map.Check(entry.Size);
        entry.Sparse = map;
    }

    private static void AddParts(SparseMap map, ReadOnlySpan<byte> fields)
    {
        for (; fields.Length >= 24 && fields[0] != 0; fields = fields[24..])
            map.Add(TarNumber.Parse(fields[..12], "offset"), TarNumber.Parse(fields.Slice(12, 12), "length"));
    }

    private static void AddPairs(SparseMap map, IReadOnlyList<(bool Length, long Value)> numbers)
    {
        if (numbers.Count % 2 != 0)
            throw SparseMap.Malformed("a part without a length");
        for (var i = 0; i < numbers.Count; i += 2)
        {
            if (numbers[i].Length || !numbers[i + 1].Length)
                throw SparseMap.Malformed("offsets and lengths out of order");
            map.Add(numbers[i].Value, numbers[i + 1].Value);
        }
    }

    private static void AddList(SparseMap map, ReadOnlySpan<byte> text)
    {
        long? offset = null;
        foreach (var part in text.Split((byte)','))
        {
            var number = TarNumber.Decimal(text[part], "part");
            if (offset is { } from)
                map.Add(from, number);
            offset = offset is null ? number : null;
        }
        if (offset is not null)
            throw SparseMap.Malformed("a part without a length");
    }

    /// <summary>Form 1.0 begins the content with the map: decimal lines, filled up to whole blocks.</summary>
    private void ReadParts(SparseMap map)
    {
        var line = new byte[20];
        var at = TarHeader.Size;
        long Line()
        {
            for (var length = 0; ;)
            {
                if (at == TarHeader.Size)
                {
                    ReadContentBlock();
                    at = 0;
                }
                var next = _block[at++];
                if (next == '\n')
                    return TarNumber.Decimal(line.AsSpan(0, length), "part");
                if (length == line.Length)
                    throw SparseMap.Malformed("a number that never ends");
                line[length++] = next;
            }
        }
        for (var count = Line(); count > 0; count--)
            map.Add(Line(), Line());
    }

    private void ReadContentBlock()
    {
        for (var have = 0; have < TarHeader.Size;)
        {
            var got = Content(TarHeader.Size - have);
            if (got.IsEmpty)
                throw SparseMap.Malformed("a map that does not end");
            got.CopyTo(_block.AsSpan(have));
            have += got.Length;
        }
    }

    /// <summary>What the global header may say of all entries; one name or size for all of them is nonsense.</summary>
    private static PaxRecords Global(PaxRecords records) =>
        records["path"] is null && records["linkpath"] is null && records["size"] is null
            ? records
            : throw Malformed("a global header gives all entries one name or size");

    /// <summary>Before POSIX a directory was a file whose name ends in a slash.</summary>
    private static void TurnIntoDirectory(TarEntry entry)
    {
        entry.Type = EntryType.Directory;
        entry.Sparse = null;
    }

    private static int Device(long number) =>
        number is >= 0 and <= uint.MaxValue ? (int)(uint)number : throw Malformed("a device number is out of range");

    private static byte[] UpToNul(byte[] text)
    {
        var end = Array.IndexOf(text, (byte)0);
        return end < 0 ? text : text[..end];
    }

    private static LayerException Malformed(string what) => new(UnpackProblemKind.Malformed, $"the archive is malformed: {what}");

    private static LayerException Cut() => new(UnpackProblemKind.Damaged, "the archive ends in the midst of an entry");
}
