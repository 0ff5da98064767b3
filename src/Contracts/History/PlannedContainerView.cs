namespace Orchestrator.Contracts.History;

/// <param name="Then">The state that it is brought to, as far as that is decided.</param>
/// <param name="Action">
/// <c>nothing</c>, <c>adopt</c>, <c>record-end</c>, <c>launch</c>, <c>restart</c>, <c>stop</c>, <c>kill</c>,
/// <c>freeze</c>, <c>thaw</c> or <c>remove</c>.
/// </param>
public sealed record PlannedContainerView(string Name, Guid Id, string State, string Then, string Action, string Why);
