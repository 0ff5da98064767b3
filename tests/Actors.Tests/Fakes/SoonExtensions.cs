using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Actors.Tests.Fakes;

internal static class SoonExtensions
{
    /// <summary>The same wait, once the container exists: follows the events until its creation.</summary>
    public static WaitContainer Soon(this WaitContainer wait, TestDaemon daemon)
    {
        using CancellationTokenSource limit = new(TestDaemon.Limit);
        IAsyncEnumerator<EventView> events = daemon.Events
            .FollowAsync(new EventQuery(0, Container: wait.Container, Types: ["container-created"]), limit.Token)
            .GetAsyncEnumerator(limit.Token);
        events.MoveNextAsync().AsTask().GetAwaiter().GetResult().ShouldBeTrue();
        return wait;
    }
}
