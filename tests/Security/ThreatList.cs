namespace Orchestrator.Security.Tests;

/// <summary>threats.txt: a line a case, its three parts set apart by a bar.</summary>
internal static class ThreatList
{
    /// <summary>Begins what is said of a case that has nothing to test yet.</summary>
    public const string NotThere = "Not there yet: ";

    public static IReadOnlyList<Threat> Read() =>
        [.. File.ReadLines(Path.Combine(Project.Top, "tests", "Security", "threats.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" | ") is [var id, var what, var holds]
                ? new Threat(id.Trim(), what.Trim(), holds.Trim())
                : throw new InvalidDataException($"threats.txt: not three parts: {line}"))];
}
