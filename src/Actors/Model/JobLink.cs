namespace Orchestrator.Actors.Model;

/// <param name="Index">As in <see cref="Dependency"/>.</param>
internal readonly record struct JobLink(int Job, int Index);
