namespace Orchestrator.Isolation.Runtime;

/// <summary>The survey of a start of the daemon without its effects: nothing is adopted, ended or removed.</summary>
public interface ILooksAtContainers
{
    /// <summary>What a survey would find now for those that should live.</summary>
    Task<IReadOnlyList<SurveyResult>> LookAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel);
}
