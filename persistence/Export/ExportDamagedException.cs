namespace Orchestrator.Persistence.Export;

/// <summary>An exported journal or an archive is not what was written.</summary>
public sealed class ExportDamagedException(long seq, string problem) : Exception(problem)
{
    /// <summary>The first record that is not sound.</summary>
    public long Seq => seq;
}
