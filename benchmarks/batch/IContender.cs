namespace Orchestrator.Benchmarks.Batch;

/// <summary>Something that runs a number of containers to their ends.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    int Containers { get; }

    Task<(TimeSpan Wall, TimeSpan Cpu)> RunAsync();
}
