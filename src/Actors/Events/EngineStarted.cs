namespace Orchestrator.Actors.Events;

/// <summary>A daemon took over the fleet.</summary>
/// <param name="Adopted">Containers that went on.</param>
/// <param name="Ended">Containers that had ended meanwhile.</param>
/// <param name="Relaunched">Attempts that were recorded but never begun, and are begun now.</param>
public sealed record EngineStarted(int Pid, int Adopted, int Ended, int Relaunched) : IFleetEvent;
