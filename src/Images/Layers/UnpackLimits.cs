namespace Orchestrator.Images.Layers;

/// <summary>How much one layer may take, and what becomes of what is special in it.</summary>
public sealed record UnpackLimits
{
    /// <summary>Bytes of content, and of the uncompressed stream.</summary>
    public long Bytes { get; init; } = 64L << 30;

    /// <summary>Entries of the archive, headers without a file of their own included.</summary>
    public long Entries { get; init; } = 4_000_000;

    /// <summary>Directories below each other, also where links make a path longer than it looks.</summary>
    public int Depth { get; init; } = 256;

    /// <summary>
    /// Uncompressed bytes for each compressed one, looked at once more than <see cref="RatioFrom"/> have come: files of
    /// zeros may be packed well, gigabytes of them are a bomb.
    /// </summary>
    public int Ratio { get; init; } = 250;

    /// <summary>Uncompressed bytes below which <see cref="Ratio"/> is not looked at.</summary>
    public long RatioFrom { get; init; } = 256L << 20;

    /// <summary>The largest window of zstd, as a power of two in bytes; a decoder must keep a whole window in memory.</summary>
    public int ZstdWindowLog { get; init; } = 27;

    /// <summary>The largest dictionary of xz in bytes, which a decoder keeps in memory; what <c>xz -9</c> takes.</summary>
    public long XzDictionary { get; init; } = 64L << 20;

    /// <summary>Bytes that must stay free on the disk.</summary>
    public long DiskReserve { get; init; } = 64L << 20;

    /// <summary>Shared by all layers of an image; null: no limit but the layer's own.</summary>
    public UnpackBudget? Image { get; init; }

    /// <summary>What becomes of device nodes. Every root is mounted without devices, so the usual is to leave them out.</summary>
    public DeviceEntries Devices { get; init; } = DeviceEntries.LeaveOut;

    /// <summary>
    /// Whiteouts become what overlay reads in a lower layer: for an archive that is one layer of several. False for the
    /// archive of a whole root, in which names that begin with <c>.wh.</c> are names.
    /// </summary>
    public bool Whiteouts { get; init; } = true;

    /// <summary>The mount of an ordinary user keeps overlay's notes in <c>user.overlay.*</c> instead of <c>trusted.overlay.*</c>.</summary>
    public bool UserAttributes { get; init; }

    /// <summary>
    /// Folders of the layers below, the uppermost first. Then directories without an entry take mode, owner and attributes
    /// from there, links there lead on, and a hard link may name a file there, which is copied up, as containerd does it by
    /// mounting them. What comes out is a layer for exactly these lower ones.
    /// </summary>
    public IReadOnlyList<string> Lowers { get; init; } = [];

    /// <summary>Write everything to the disk before the folder gets its name.</summary>
    public bool Sync { get; init; } = true;

    /// <summary>The id on the disk for one of the archive; null: there is none. Without it they are the same.</summary>
    public Func<uint, uint?>? Uid { get; init; }

    /// <summary>As <see cref="Uid"/>, for groups.</summary>
    public Func<uint, uint?>? Gid { get; init; }

    /// <summary>The id on the disk for one of a lower layer.</summary>
    public Func<uint, uint>? LowerUid { get; init; }

    /// <summary>As <see cref="LowerUid"/>, for groups.</summary>
    public Func<uint, uint>? LowerGid { get; init; }

    /// <summary>A file never takes the place of a directory, nor a directory that of a file: for trees that are in use.</summary>
    public bool KeepKinds { get; init; }

    /// <summary>No setuid or setgid bit and no capability: for files that get another owner and lie where anybody may come.</summary>
    public bool DropPrivileges { get; init; }
}
