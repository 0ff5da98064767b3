namespace Orchestrator.Simulation.Tests.World;

internal sealed class SimTimer(Action action, TimeSpan due)
{
    public TimeSpan Due => due;

    public bool Cancelled { get; private set; }

    public void Cancel() => Cancelled = true;

    public void Ring()
    {
        Cancelled = true;
        action();
    }
}
