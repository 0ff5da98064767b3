using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;
using Polly;
using Polly.Retry;

namespace Orchestrator.Actors.Runtime;

/// <summary>
/// Calls to the runtime with retries while the launcher cannot be reached: a few for what somebody waits for, endless
/// ones for what must happen because the journal says so.
/// </summary>
internal sealed class RuntimeCalls
{
    private readonly ResiliencePipeline _brief;
    private readonly ResiliencePipeline _patient;
    private readonly CancellationToken _life;

    public RuntimeCalls(IContainerRuntime runtime, Clock clock, CancellationToken life)
    {
        Runtime = runtime;
        _life = life;
        _brief = Pipeline(clock, attempts: 6);
        _patient = Pipeline(clock, attempts: int.MaxValue);
    }

    public IContainerRuntime Runtime { get; }

    /// <exception cref="LauncherUnavailableException">It stayed out of reach.</exception>
    public async Task<T> Brief<T>(Func<IContainerRuntime, CancellationToken, Task<T>> call) =>
        await _brief.ExecuteAsync(async cancel => await call(Runtime, cancel).ConfigureAwait(false), _life).ConfigureAwait(false);

    public async Task<T> Patient<T>(Func<IContainerRuntime, CancellationToken, Task<T>> call) =>
        await _patient.ExecuteAsync(async cancel => await call(Runtime, cancel).ConfigureAwait(false), _life).ConfigureAwait(false);

    public async Task Patient(Func<IContainerRuntime, CancellationToken, Task> call) =>
        await _patient.ExecuteAsync(async cancel => await call(Runtime, cancel).ConfigureAwait(false), _life).ConfigureAwait(false);

    private static ResiliencePipeline Pipeline(Clock clock, int attempts) =>
        new ResiliencePipelineBuilder { TimeProvider = clock.Provider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<LauncherUnavailableException>(),
                MaxRetryAttempts = attempts,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
                Randomizer = clock.NextDouble,
            })
            .Build();
}
