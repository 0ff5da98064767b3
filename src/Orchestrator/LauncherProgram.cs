using Orchestrator.Daemon.Startup;

namespace Orchestrator.Daemon;

internal static class LauncherProgram
{
    /// <summary>ORCH_LAUNCHER, or <c>orch-launcher</c> beside this program.</summary>
    public static string Find()
    {
        var path = Environment.GetEnvironmentVariable("ORCH_LAUNCHER") is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Path.Combine(AppContext.BaseDirectory, "orch-launcher");
        return File.Exists(path)
            ? path
            : throw new StartException($"the launcher's program {path} does not exist. Install it there, or set ORCH_LAUNCHER to its path.", 125);
    }
}
