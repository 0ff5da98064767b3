using Orchestrator.Lxc.Monitors;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Asks the monitor of a container that LXC itself started; the given answer where there is none.</summary>
    private T OfMonitor<T>(Func<LxcMonitor, T> question, T without)
    {
        try
        {
            return LxcMonitor.Find(ConfigPath, Name) is { } monitor ? question(monitor) : without;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            // It ended, or hangs, meanwhile.
            return without;
        }
    }
}
