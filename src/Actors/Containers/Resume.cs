namespace Orchestrator.Actors.Containers;

/// <summary>After a restart of the daemon: take up what the state says is under way.</summary>
/// <param name="Ended">The end of the last attempt was recorded just now: tell the launcher and clean up.</param>
internal sealed record Resume(bool Ended);
