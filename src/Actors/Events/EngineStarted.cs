namespace Orchestrator.Actors.Events;

/// <summary>A daemon took over the fleet.</summary>
/// <param name="Adopted">Containers that went on.</param>
/// <param name="Ended">Containers that had ended meanwhile.</param>
/// <param name="Relaunched">Attempts that were recorded but never begun, and are begun now.</param>
/// <param name="BootId">The boot of the host, /proc/sys/kernel/random/boot_id; null in records of earlier versions.</param>
public sealed record EngineStarted(int Pid, int Adopted, int Ended, int Relaunched, string? BootId = null) : IFleetEvent;
