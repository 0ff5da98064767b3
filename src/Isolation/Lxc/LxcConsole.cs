using System.Numerics;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.tty.*, lxc.console.*</summary>
internal static class LxcConsole
{
    private const int Page = 4096;

    public static void Apply(LxcBuilder builder)
    {
        var settings = builder.Settings;
        var path = settings.Value("lxc.console.path");
        var ttys = settings.Value("lxc.tty.max") is { } number && int.TryParse(number, out var most) ? most : 0;
        var log = settings.Value("lxc.console.logfile");
        var ring = Size(settings.Value("lxc.console.buffer.size"));
        if (path == "none")
        {
            builder.Spec = builder.Spec with { Console = new ConsoleSpec() };
            return;
        }
        if (path is null && ttys == 0 && log is null && ring is null)
            return;
        builder.Spec = builder.Spec with
        {
            Console = (builder.Spec.Console ?? new ConsoleSpec()) with
            {
                Terminal = true,
                Ttys = ttys,
                TtyFolder = settings.Value("lxc.tty.dir")?.Trim('/') is { Length: > 0 } folder ? folder : null,
                RingBytes = ring is { } bytes ? (int)Math.Min(bytes, 16 << 20) : null,
                LogPath = log,
                LogBytes = Size(settings.Value("lxc.console.size")),
                LogRotate = builder.Flag("lxc.console.rotate") ? true : null,
                PeerPath = path,
            },
        };
    }

    /// <summary>As LXC: at least a page, and the next power of two.</summary>
    private static long? Size(string? text) => text switch
    {
        null or "0" => null,
        "auto" => ConsoleSpec.DefaultRing,
        _ => LxcSize.TryParse(text, out var bytes) && bytes > 0 ? (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(Page, bytes)) : null,
    };
}
