using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli;

/// <summary>The time of <c>--timeout</c>, joined with Ctrl-C.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource _both;

    private TimeLimit(CancellationTokenSource? timer, CancellationToken outer)
    {
        _timer = timer;
        _both = CancellationTokenSource.CreateLinkedTokenSource(outer, timer?.Token ?? default);
    }

    public CancellationToken Token => _both.Token;

    public bool HasPassed => _timer is { IsCancellationRequested: true };

    public static TimeLimit Of(Invocation call) => new(
        call.Arguments.Time(GlobalOptions.Timeout) is { } time ? new CancellationTokenSource(time, call.Surroundings.Time) : null,
        call.Cancel);

    public void Dispose()
    {
        _both.Dispose();
        _timer?.Dispose();
    }
}
