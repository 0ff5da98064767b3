using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Tests.Fakes;

internal static class RecordExtensions
{
    public static T Event<T>(this JournalRecord record)
        where T : IEvent => (T)record.Event;
}
