namespace Orchestrator.Actors.Messages;

public interface IContainerRequest
{
    /// <summary>A name, an id, or the beginning of an id that fits one container only.</summary>
    string Container { get; }
}
