namespace Orchestrator.Simulation.Tests.World;

/// <summary>One request of a client.</summary>
/// <param name="Cause">Unique, so that the records which it caused can be told.</param>
/// <param name="Life">The daemon that was asked.</param>
/// <param name="Endless">It may wait for what never comes.</param>
internal sealed record SimRequest(object Message, string Cause, int Life, bool Endless)
{
    public object? Answer { get; set; }
}
