namespace Orchestrator.Actors.Events;

/// <summary>It is first and does not fit: what starts from now on leaves room for it.</summary>
/// <param name="WaitsFor">What there was too little of.</param>
public sealed record JobReserved(Guid BatchId, string Job, int Index, string WaitsFor) : IBatchEvent;
