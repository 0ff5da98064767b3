namespace Orchestrator.Simulation.Tests.World;

/// <summary>Calls that are asked now, done after a while and answered after another.</summary>
internal interface ISimCalls
{
    Task<T> Local<T>(string what, Func<T> effect);
}
