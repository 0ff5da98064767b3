using System.Text;

namespace Orchestrator.Contracts.Nodes;

/// <summary>Where the files of a daemon lie: in the system's folders, or all under one root.</summary>
public sealed record RootLayout
{
    // sun_path of unix(7) holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    private RootLayout(string? root)
    {
        Root = root;
        Configuration = root is null ? "/etc/orch/orch.yaml" : Path.Combine(root, "etc", "orch.yaml");
        Data = root is null ? "/var/lib/orch" : Path.Combine(root, "lib");
        Run = root is null ? "/run/orch" : Path.Combine(root, "run");
        Log = root is null ? "/var/log/orch" : Path.Combine(root, "log");
    }

    /// <summary>Absolute; null for the system's folders.</summary>
    public string? Root { get; }

    public string Configuration { get; }

    /// <summary>Journal, images, containers.</summary>
    public string Data { get; }

    /// <summary>Sockets, locks and the launcher's state.</summary>
    public string Run { get; }

    public string Log { get; }

    public string Socket => Path.Combine(Run, "orch.sock");

    public string ExecSocket => Path.Combine(Run, "exec.sock");

    /// <summary>Held while a client starts a daemon.</summary>
    public string StartLock => Path.Combine(Run, "start.lock");

    /// <summary>Held by the daemon for its life.</summary>
    public string DaemonLock => Path.Combine(Run, "orchd.lock");

    public string Journal => Path.Combine(Data, "journal.db");

    /// <summary>What a daemon in the background says before its log is open.</summary>
    public string ConsoleLog => Path.Combine(Log, "orchd.console.log");

    /// <summary>Why this root cannot be used; null if it can.</summary>
    public string? Problem => Encoding.UTF8.GetByteCount(Socket) > LongestSocketPath
        ? $"the root {Root} is too long: its socket {Socket} would exceed the {LongestSocketPath} bytes that a unix socket's path may have"
        : null;

    public static RootLayout Of(string? root) =>
        new(string.IsNullOrEmpty(root) ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
}
