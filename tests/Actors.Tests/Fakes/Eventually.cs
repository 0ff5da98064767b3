namespace Orchestrator.Actors.Tests.Fakes;

/// <summary>For what shows in no event: a condition that is asked again and again, up to a limit that is far away.</summary>
internal static class Eventually
{
    public static Task Is(Func<bool> condition) => Is(() => Task.FromResult(condition()));

    public static async Task Is(Func<Task<bool>> condition)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TestDaemon.Limit)
                throw new TimeoutException("What was waited for did not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
