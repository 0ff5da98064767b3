namespace Orchestrator.Launcher.Rootless;

/// <summary>
/// <c>orch-launcher --rootless RUN UIDMAP GIDMAP NEWUIDMAP NEWGIDMAP PROGRAM ARGUMENT...</c>: a map is lines of uid_map
/// with commas between; the two programs are "-" where the maps need none.
/// </summary>
internal sealed record RootlessArguments(
    string RunDirectory, string UidMap, string GidMap, string? UidHelper, string? GidHelper, string[] Program)
{
    public const string Word = "--rootless";
    private const int Fixed = 6;

    public static RootlessArguments? Parse(string[] args) => args.Length > Fixed && args[0] == Word
        ? new RootlessArguments(args[1], args[2], args[3], Helper(args[4]), Helper(args[5]), args[Fixed..])
        : null;

    private static string? Helper(string word) => word == "-" ? null : word;
}
