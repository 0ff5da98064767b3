using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>Shows how far a batch is, on stderr.</summary>
internal abstract class BatchProgress : IDisposable
{
    public static BatchProgress Create(Surroundings surroundings, string name) =>
        surroundings.ErrorIsTerminal && !surroundings.NoColor
            ? new BarProgress(surroundings)
            : new LineProgress(surroundings, name);

    /// <summary>Runs the work, which reports each view that it gets.</summary>
    public abstract Task<BatchView> ShowAsync(Func<Action<BatchView>, Task<BatchView>> work);

    public virtual void Dispose()
    {
    }
}
