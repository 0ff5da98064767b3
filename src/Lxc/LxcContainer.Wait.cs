using System.Diagnostics;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>How often it is looked whether somebody has started a daemon, or LXC the container, of which no event tells.</summary>
    private static readonly TimeSpan LongestBeat = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for one of the states; those that are passed through count too.</summary>
    /// <param name="states">Such as <c>STOPPED|RUNNING</c>.</param>
    /// <param name="timeout">Seconds; -1: for ever; 0: only looks.</param>
    /// <returns>Whether it was reached.</returns>
    public bool Wait(string states, int timeout) => Guard(false, () =>
    {
        var wanted = states.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || wanted.FirstOrDefault(state => !WaitStates.Contains(state)) is not null)
            return Fail($"'{states}' are no states; known are {string.Join(", ", WaitStates)}");
        var began = Stopwatch.GetTimestamp();
        TimeSpan? Left() => timeout < 0 ? null : TimeSpan.FromSeconds(timeout) - Stopwatch.GetElapsedTime(began);
        while (!wanted.Contains(State))
        {
            if (Left() <= TimeSpan.Zero)
                return Fail($"{Name} is {State} and was not {states} within {timeout} s");
            if (LxcDaemon.IfRunning(_patience) is { } daemon && Find(daemon) is not null)
            {
                if (Reaches(daemon, wanted, Left))
                    return true;
            }
            else
            {
                CancellationToken.None.WaitHandle.WaitOne(LongestBeat);
            }
        }
        return true;
    });

    /// <summary>False: the time is over, or the daemon tells no more.</summary>
    private bool Reaches(LxcDaemon daemon, string[] wanted, Func<TimeSpan?> left)
    {
        using var events = daemon.Steps(EngineName);
        var looked = false;
        while (true)
        {
            var still = left();
            if (still <= TimeSpan.Zero || events.Next(still) is not { } step)
                return false;
            if (ContainerSteps.Of(step.Type).Any(wanted.Contains))
                return true;
            // Once the stream has begun nothing is missed; what came before it is seen by looking.
            if (!looked && wanted.Contains(State))
                return true;
            looked = true;
        }
    }
}
