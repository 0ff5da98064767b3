using Orchestrator.Kernel.Faults;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>The failpoints of the engine as boundaries at which a simulated daemon may be killed: what comes after the place is not done.</summary>
internal sealed class SimFailpoints : IFailpoints
{
    [ThreadStatic]
    private static SimWorld? s_world;

    public static void Enter(SimWorld? world)
    {
        s_world = world;
        Failpoint.Use(Instance);
    }

    private static SimFailpoints Instance { get; } = new();

    public int Hit(string name)
    {
        if (s_world is not { } world)
            return 0;
        world.Boundary(name);
        return world.Life is null ? Kernel.Errno.EIO : 0;
    }
}
