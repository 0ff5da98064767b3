namespace Orchestrator.Security.Tests;

internal static class Project
{
    /// <summary>The project's folder.</summary>
    public static string Top { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in the project's folder");
    }
}
