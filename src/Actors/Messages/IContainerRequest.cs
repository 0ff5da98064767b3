namespace Orchestrator.Actors.Messages;

public interface IContainerRequest
{
    /// <summary>A name, an id, or the beginning or end of an id that fits one container only.</summary>
    string Container { get; }
}
