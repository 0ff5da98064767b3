using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    private const string AutoStart = "lxc.start.auto";

    /// <summary>
    /// Its history begins when it is made, though nothing of it runs. LXC makes containers that could never start: what stands in
    /// the way is told at the start, and is no reason against making it.
    /// </summary>
    /// <param name="kept">It is a snapshot, which no autostart is meant for.</param>
    private void Record(bool kept = false)
    {
        try
        {
            var request = LxcStartRequest.Of(this, useInit: false, argv: null);
            if (kept)
                request.Lxc!.Items = [.. request.Lxc.Items.Where(item => item.Key != AutoStart)];
            var daemon = LxcDaemon.Ensure(_patience);
            if (daemon.Find(EngineName) is { } stale)
            {
                if (!IsOurs(stale) || stale.State != ContainerStates.Stopped)
                    return;
                daemon.Remove(EngineName);
            }
            daemon.Create(request, start: false);
        }
        catch (ProblemException)
        {
        }
    }
}
