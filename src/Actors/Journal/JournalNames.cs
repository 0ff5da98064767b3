namespace Orchestrator.Actors.Journal;

public static class JournalNames
{
    /// <summary>The one writer of a node.</summary>
    public const string PersistenceId = "node";
}
