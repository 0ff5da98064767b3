using System.Text;

namespace Orchestrator.Contracts.Nodes;

/// <summary>Where the files of a daemon lie: in the system's folders, for an ordinary user in those of XDG, or all under one root.</summary>
public sealed record RootLayout
{
    // sun_path of unix(7) holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    private RootLayout(string? root, UserFolders? user)
    {
        Root = root;
        Configuration = root is not null ? Path.Combine(root, "etc", "orch.yaml")
            : user is null ? "/etc/orch/orch.yaml" : Path.Combine(user.Configuration, "orch.yaml");
        Data = root is not null ? Path.Combine(root, "lib") : user?.Data ?? "/var/lib/orch";
        Run = root is not null ? Path.Combine(root, "run") : user?.Run ?? "/run/orch";
        Log = root is not null ? Path.Combine(root, "log") : user is null ? "/var/log/orch" : Path.Combine(user.State, "log");
    }

    /// <summary>Absolute; null for the system's or the user's folders.</summary>
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
        ? $"the root {Root ?? Run} is too long: its socket {Socket} would exceed the {LongestSocketPath} bytes that a unix socket's path may have"
        : null;

    public static RootLayout Of(string? root) => string.IsNullOrEmpty(root)
        ? new(null, UserFolders.OfThisProcess())
        : new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)), null);

    /// <summary>The system's own, whoever asks.</summary>
    public static RootLayout SystemWide { get; } = new(null, null);
}
