namespace Orchestrator.Benchmarks.Restore;

/// <summary>Where the journal of a bench lies: one is filled, each run gets a copy of it.</summary>
internal interface IStore : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Makes the original, which the root refers to.</summary>
    Task FillAsync(string root, int containers);

    /// <summary>Gives the root a copy of the original's journal; the original's daemon does not run.</summary>
    Task CopyAsync(string original, string root);

    /// <summary>Every row of the root's journal in order, nothing taken apart. Gives their number.</summary>
    Task<long> ScanAsync(string root);
}
