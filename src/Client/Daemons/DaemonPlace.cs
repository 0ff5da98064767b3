using Orchestrator.Contracts;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Client.Daemons;

/// <summary>Where the daemon of this call is to be found.</summary>
/// <param name="Root">Folder given by --root or ORCH_ROOT; null for the system's folders, or when a host was given.</param>
/// <param name="MayStart">A daemon that does not answer may be started.</param>
public sealed record DaemonPlace(string? Root, string Socket, string ExecSocket, bool MayStart)
{
    /// <summary>The exit code of a problem that is one of the command line.</summary>
    public const int UsageExitCode = 2;

    /// <exception cref="ProblemException">There can be no daemon at such a place.</exception>
    public static DaemonPlace Of(string? root, string? host, IReadOnlyDictionary<string, string> environment)
    {
        host ??= NotEmpty(environment.GetValueOrDefault("ORCH_HOST"));
        if (root is null && host is not null)
        {
            if (!host.StartsWith("unix://", StringComparison.Ordinal) || host.Length <= "unix://".Length)
                throw Usage($"--host wants unix:///PATH/TO/orch.sock, not '{host}'");
            var path = host["unix://".Length..];
            return new DaemonPlace(null, path, Path.Combine(Path.GetDirectoryName(path) ?? "/", "exec.sock"), MayStart: false);
        }
        root ??= NotEmpty(environment.GetValueOrDefault("ORCH_ROOT"));
        var layout = root is null && !Environment.IsPrivilegedProcess && DaemonProbe.Admits(RootLayout.SystemWide.Socket)
            ? RootLayout.SystemWide
            : RootLayout.Of(root);
        if (layout.Problem is { } problem)
            throw Usage(problem);
        return new DaemonPlace(layout.Root, layout.Socket, layout.ExecSocket, MayStart: true) { Layout = layout };
    }

    public RootLayout Layout { get; private init; } = RootLayout.SystemWide;

    private static ProblemException Usage(string title) => new(new Problem { Title = title, ExitCode = UsageExitCode });

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
