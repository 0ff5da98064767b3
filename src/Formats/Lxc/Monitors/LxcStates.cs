namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>LXC's states and their numbers (lxc/state.h).</summary>
public static class LxcStates
{
    public const int Stopped = 0, Starting = 1, Running = 2, Stopping = 3, Aborting = 4, Freezing = 5, Frozen = 6, Thawed = 7;

    /// <summary>How many there are; as an answer it says that none of those asked for is there yet.</summary>
    public const int Count = 8;

    private static readonly string[] Names = ["STOPPED", "STARTING", "RUNNING", "STOPPING", "ABORTING", "FREEZING", "FROZEN", "THAWED"];

    /// <summary>Null for a number that is none.</summary>
    public static string? NameOf(long number) => number is >= 0 and < Count ? Names[number] : null;

    /// <returns>-1 for a word that is none.</returns>
    public static int NumberOf(string name) => Array.IndexOf(Names, name);
}
