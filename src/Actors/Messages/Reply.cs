namespace Orchestrator.Actors.Messages;

/// <summary>Exactly one of the two is set.</summary>
public readonly record struct Reply<TView>(TView? View, Refusal? Refusal)
{
    public bool IsDone => Refusal is null;
}
