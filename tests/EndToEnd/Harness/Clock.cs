namespace Orchestrator.EndToEnd.Harness;

/// <summary>Waiting for what other processes do: a condition with a time limit, asked again every few milliseconds.</summary>
internal static class Clock
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    public static TimeSpan Long { get; } = TimeSpan.FromSeconds(60);

    public static Task Until(string what, Func<bool> condition, TimeSpan? limit = null) =>
        Until(what, () => Task.FromResult(condition()), limit);

    /// <param name="what">Asked when the time is over: what the matter is then.</param>
    public static async Task Until(Func<string> what, Func<bool> condition, TimeSpan? limit = null)
    {
        try
        {
            await Until("", condition, limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(what());
        }
    }

    /// <exception cref="TimeoutException">It did not come true in time; the message says what.</exception>
    public static async Task Until(string what, Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(began) > (limit ?? Long))
                throw new TimeoutException($"waited {(limit ?? Long).TotalSeconds:0} s in vain: {what}");
            await Task.Delay(Beat, time);
        }
    }

    /// <summary>For the one case where nothing may happen: the given time passes.</summary>
    public static Task Pass(TimeSpan span) => Task.Delay(span, TimeProvider.System);
}
