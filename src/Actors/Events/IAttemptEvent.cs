namespace Orchestrator.Actors.Events;

/// <summary>An event that names its attempt itself; for others the record around it does.</summary>
public interface IAttemptEvent : IEvent
{
    int Attempt { get; }
}
