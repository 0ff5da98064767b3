namespace Orchestrator.Actors.Containers;

/// <summary>After a restart of the daemon: take up what the state says is under way.</summary>
/// <param name="Ended">
/// The attempt whose end was recorded just now, which need not be the last one: tell the launcher and clean up.
/// </param>
internal sealed record Resume(int? Ended);
