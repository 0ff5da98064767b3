using Orchestrator.Actors.Messages;
using Orchestrator.Simulation.Tests.Stage;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>
/// A calm story with fixed steps, in which the daemon is killed at one chosen boundary and started again: run once for
/// each boundary it shows what a crash between any two events does.
/// </summary>
internal sealed class Scenario(params (double At, Func<string, object> Make)[] steps)
{
    private static readonly TimeSpan Downtime = TimeSpan.FromMilliseconds(500);

    /// <summary>After the last step: an answer may take some seconds, and the crashes are to come before peace does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Caller User { get; } = new(1000, "ann");

    /// <param name="crashAt">Boundary of the crash, from 1; null for none.</param>
    /// <param name="again">Boundary of a second crash, counted from the start of the next daemon.</param>
    public SimResult Run(SimSystem system, int? crashAt, int? again = null, bool story = false, Action<SimWorld>? between = null) =>
        Simulation.Run(system, seed: 1, world => Play(world, crashAt, again, between), story, new SimProfile { Snapshots = again is not null });

    private void Play(SimWorld world, int? crashAt, int? again, Action<SimWorld>? between)
    {
        int crashes = 0;
        world.Crashed = () =>
        {
            between?.Invoke(world);
            world.Clock.After(Downtime, () =>
            {
                // Peace came first and started one that nobody would start again.
                if (!world.Faulty)
                    return;
                world.StartLife();
                if (++crashes == 1 && again is { } second)
                    world.CrashIn(second);
            });
        };
        world.StartLife();
        if (crashAt is { } first)
            world.CrashIn(first);
        double last = 0;
        foreach ((double at, Func<string, object> make) in steps)
        {
            world.Clock.After(TimeSpan.FromSeconds(at), () => world.Send(make));
            last = at;
        }
        world.RunUntil(TimeSpan.FromSeconds(last) + Patience);
    }
}
