using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Daemon.Startup;

internal static class Preconditions
{
    public static void Check(RootLayout layout)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new StartException(
                "the daemon must be root: it makes namespaces, mounts and cgroups for containers. Start it as root, "
                + "for example: sudo orch daemon", 125);
        if (layout.Problem is { } problem)
            throw new StartException(problem + ". Choose a shorter --root.", 2);
    }
}
