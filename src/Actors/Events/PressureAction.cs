namespace Orchestrator.Actors.Events;

/// <summary>What pressure makes the engine do to a container, mildest first.</summary>
public enum PressureAction
{
    /// <summary>Its share of the CPUs is as small as can be.</summary>
    Lower,

    /// <summary>It is frozen, and its memory reclaimed.</summary>
    Freeze,

    /// <summary>It is killed: nothing milder was left.</summary>
    Kill,

    /// <summary>It goes on.</summary>
    Thaw,

    /// <summary>Its share of the CPUs is what it was.</summary>
    Restore,
}
