namespace Orchestrator.Actors.Journal;

public static class JournalNames
{
    /// <summary>The one writer of a node whose journal is its own; where several share a database each has its name.</summary>
    public const string PersistenceId = "node";
}
