namespace Orchestrator.Images.Layers.Tar;

/// <summary>One entry as the archive has it. One object is filled again and again; names are bytes, not text.</summary>
internal sealed class TarEntry
{
    public EntryType Type { get; set; }

    public byte[] Name { get; set; } = [];

    public byte[] LinkName { get; set; } = [];

    /// <summary>The twelve bits of permissions.</summary>
    public uint Mode { get; set; }

    public uint Uid { get; set; }

    public uint Gid { get; set; }

    /// <summary>Bytes that follow the header; of a sparse file less than it is long.</summary>
    public long Size { get; set; }

    public long Seconds { get; set; }

    public long Nanoseconds { get; set; }

    public int Major { get; set; }

    public int Minor { get; set; }

    /// <summary>Extended attributes, the last of each name.</summary>
    public Dictionary<string, byte[]>? Attributes { get; set; }

    /// <summary>Where the content lies in the file, when it has holes.</summary>
    public SparseMap? Sparse { get; set; }

    /// <summary>The name for messages.</summary>
    public string Shown => Text(Name);

    /// <summary>Bytes as a text of one line that no terminal takes for orders.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 200)]);
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? '?' : from[i];
        }) + (bytes.Length > 200 ? "…" : "");
    }
}
