namespace Orchestrator.Isolation.Spec;

/// <summary>
/// The terminals of a container, or that its stdin stays open. Without it stdin is /dev/null and the output goes straight to
/// the log files.
/// </summary>
public sealed record ConsoleSpec
{
    /// <summary>The default of <see cref="RingBytes"/>; LXC's <c>auto</c> too.</summary>
    public const int DefaultRing = 128 * 1024;

    /// <summary>There is a /dev/console, a pty of the container's own devpts, which is stdin, stdout and stderr of the payload.</summary>
    public bool Terminal { get; init; }

    /// <summary>Without a terminal: stdin is a pipe that the first one who attaches may write to and close.</summary>
    public bool Stdin { get; init; }

    /// <summary>How many of /dev/tty1 and so on there are.</summary>
    public int Ttys { get; init; }

    /// <summary>Folder in /dev in which console and ttys are, with links to them in /dev; null: in /dev itself.</summary>
    public string? TtyFolder { get; init; }

    /// <summary>How much of the console's newest output is kept in memory, a power of two from 4096 on.</summary>
    public int? RingBytes { get; init; }

    /// <summary>A file of the host that the console's output is appended to as well.</summary>
    public string? LogPath { get; init; }

    /// <summary>Most bytes of that file; null is without limit.</summary>
    public long? LogBytes { get; init; }

    /// <summary>When the file is full it becomes <c>.1</c>; else it begins anew.</summary>
    public bool? LogRotate { get; init; }

    /// <summary>A device of the host that the console is tied to.</summary>
    public string? PeerPath { get; init; }
}
