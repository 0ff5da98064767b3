using Orchestrator.Contracts;

namespace Orchestrator.Client.Daemons;

/// <summary>Where the program of the daemon lies.</summary>
public static class DaemonProgram
{
    /// <summary>ORCH_DAEMON, or <c>orchd</c> beside this program.</summary>
    public static string Find(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("ORCH_DAEMON") is { Length: > 0 } named)
            return Existing(named, "ORCH_DAEMON names it");
        // /proc/self/exe follows a link such as /usr/local/bin/orch to where the daemon lies.
        var own = File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: true)?.FullName ?? Environment.ProcessPath ?? "";
        return Existing(Path.Combine(Path.GetDirectoryName(own) ?? "/", "orchd"), "it belongs beside orch");
    }

    private static string Existing(string path, string why) => File.Exists(path)
        ? path
        : throw new ProblemException(new Problem
        {
            Title = $"The daemon's program {path} does not exist",
            Detail = $"No daemon answers, and {why}.",
            Next = "Install orchd there, or set ORCH_DAEMON to its path",
            ExitCode = Problems.UnreachableExitCode,
        });
}
