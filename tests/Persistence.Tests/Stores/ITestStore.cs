namespace Orchestrator.Persistence.Tests.Stores;

/// <summary>A place for one journal, empty at first, which goes with the test.</summary>
public interface ITestStore : IAsyncDisposable
{
    Task<IJournalStore> OpenAsync();

    /// <summary>Changes the tables past the daemon.</summary>
    Task ExecuteAsync(string sql);

    /// <summary>Another one of its kind.</summary>
    ITestStore Another();
}
