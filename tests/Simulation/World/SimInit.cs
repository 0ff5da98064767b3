using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>The init of one attempt as the kernel knows it, for ever: the truth that the journal is held against.</summary>
internal sealed class SimInit(Guid id, int attempt, InitIdentity identity)
{
    public Guid Id => id;

    public int Attempt => attempt;

    public InitIdentity Identity => identity;

    public bool Alive => Exit is null;

    /// <summary>What wait(2) would have told.</summary>
    public InitExit? Exit { get; set; }

    /// <summary>Nobody was there to be told how it ended.</summary>
    public bool StatusLost { get; set; }

    /// <summary>How the payload takes the stop signal; null ignores it.</summary>
    public TimeSpan? Reaction { get; init; }

    /// <summary>It sleeps where no freeze reaches it.</summary>
    public bool Stuck { get; set; }

    /// <summary>What it would have done while it was frozen.</summary>
    public Action? OnThaw { get; set; }
}
