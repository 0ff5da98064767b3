namespace Orchestrator.Actors.Events;

/// <summary>About the node's images; the fold of the fleet passes it by, since the images themselves are files.</summary>
public interface IImageEvent : IEvent;
