namespace Orchestrator.EndToEnd.Harness;

/// <summary>The programs under test, as <c>./orch</c> builds them.</summary>
internal static class Binaries
{
    /// <summary>The project's folder.</summary>
    public static string Top { get; } = FindTop();

    public static string Directory { get; } =
        Environment.GetEnvironmentVariable("ORCH_BIN") ?? Path.Combine(Top, "artifacts", "orch");

    public static string Orch => Path.Combine(Directory, "orch");

    public static string Example(string name) => Path.Combine(Top, "examples", name);

    private static string FindTop()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory?.FullName
            ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in the project's folder");
    }
}
