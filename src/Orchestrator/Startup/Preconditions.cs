using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Daemon.Startup;

/// <summary>What must be so before anything is made.</summary>
internal static class Preconditions
{
    public static void Check(RootLayout layout)
    {
        if (layout.Problem is { } problem)
            throw new StartException(problem + ". Choose a shorter --root.", 2);
    }
}
