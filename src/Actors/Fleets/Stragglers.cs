namespace Orchestrator.Actors.Fleets;

/// <summary>Containers that a freeze of the fleet has not reached yet.</summary>
internal static class Stragglers
{
    private const int Named = 5;

    public static TimeSpan Look { get; } = TimeSpan.FromSeconds(1);

    /// <param name="tasks">Those that hold it up, as far as they are known.</param>
    public static string Why(IReadOnlyList<string> tasks)
    {
        string more = tasks.Count > Named ? $" and {tasks.Count - Named} more" : "";
        string who = tasks.Count == 0 ? "" : $": {string.Join(", ", tasks.Take(Named))}{more}";
        return $"the kernel has not frozen every task of it{who}; it is frozen as soon as it can be";
    }
}
