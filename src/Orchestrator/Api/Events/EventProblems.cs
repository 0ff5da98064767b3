using Orchestrator.Actors.Journal;
using Orchestrator.Contracts;

namespace Orchestrator.Daemon.Api.Events;

internal static class EventProblems
{
    /// <summary>The history ends before what is asked for.</summary>
    public static bool Foreseen(Exception error) => error is InvalidDataException or HistoryGapException;

    public static Problem Of(Exception error) => error is HistoryGapException gap
        ? new Problem
        {
            Title = "That part of the history is not in the journal any more",
            Detail = error.Message,
            Next = $"Look into the archives, or begin with after={gap.First - 1} (orch events --since {gap.First})",
            Status = StatusCodes.Status410Gone,
        }
        : new Problem
        {
            Title = "The history cannot be read further",
            Detail = error.Message,
            Next = "Check the journal with: orch audit verify",
            Status = StatusCodes.Status503ServiceUnavailable,
        };
}
