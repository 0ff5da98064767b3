using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lsm.Landlock;

/// <summary>LANDLOCK_ACCESS_* and LANDLOCK_SCOPE_* of linux/landlock.h, and which of them a word means.</summary>
internal static class LandlockRights
{
    public const ulong BindTcp = 1, ConnectTcp = 2;

    private const ulong Execute = 1, WriteFile = 2, ReadFile = 4, ReadDirectory = 8;

    /// <summary>REMOVE_DIR to MAKE_SYM.</summary>
    private const ulong ChangeDirectory = 0x1FF0;
    private const ulong Refer = 1 << 13, Truncate = 1 << 14, IoctlDevice = 1 << 15;
    private const ulong AbstractUnix = 1, Signal = 2;

    private const ulong Read = ReadFile | ReadDirectory;
    private const ulong Write = WriteFile | ChangeDirectory | Refer | Truncate | IoctlDevice;

    /// <summary>Linux 6.7.</summary>
    private const int FirstForTcp = 4;

    /// <summary>
    /// TRUNCATE came with Linux 6.2, IOCTL_DEV with 6.10: an older kernel would let a file that may only be read be emptied.
    /// </summary>
    private const int FirstForFiles = 5;

    /// <summary>Linux 6.12.</summary>
    private const int FirstForScopes = 6;

    public static ulong? OfFiles(string access) => access switch
    {
        "ro" => Read,
        "rx" => Read | Execute,
        "rw" => Read | Write,
        "rwx" => Read | Write | Execute,
        _ => null,
    };

    public static ulong? OfScope(string scope) => scope switch
    {
        "abstract-unix" => AbstractUnix,
        "signal" => Signal,
        _ => null,
    };

    public static (ulong Files, ulong Network, ulong Scopes) Handled(LandlockSpec spec) => (
        spec.Paths is null ? 0 : Read | Write | Execute,
        (spec.Bind is null ? 0 : BindTcp) | (spec.Connect is null ? 0 : ConnectTcp),
        (spec.Scopes ?? []).Aggregate(0UL, (sum, scope) => sum | (OfScope(scope) ?? 0)));

    /// <summary>The lowest ABI that can carry it out, and what for.</summary>
    public static (int Version, string What) Needed(LandlockSpec spec) =>
        spec.Scopes is { Count: > 0 } ? (FirstForScopes, "scopes (Linux 6.12)")
        : spec.Paths is not null ? (FirstForFiles, "rules for files (Linux 6.10)")
        : (FirstForTcp, "rules for TCP ports (Linux 6.7)");
}
