namespace Orchestrator.Actors.Past.Why;

/// <summary>What a name meant last: a container, a batch, or a member that has no container.</summary>
/// <param name="BatchOfContainer">Name of the batch that the container is a member of.</param>
internal sealed record Subject(Guid? Container, string? BatchOfContainer, (Guid Id, string Name)? Batch, (string Job, int Index)? Member);
