namespace Orchestrator.Benchmarks.Start;

/// <summary>Something that can run one container to its end.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Runs a container whose program is <c>true</c>; the time from the request to the known end.</summary>
    Task<TimeSpan> RunAsync();

    /// <summary>CPU used so far by everything that belongs to this contender, its containers included.</summary>
    TimeSpan Cpu();
}
