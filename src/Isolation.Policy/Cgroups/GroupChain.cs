namespace Orchestrator.Isolation.Cgroups;

/// <summary>The directories from a hierarchy's root down to a group.</summary>
internal static class GroupChain
{
    /// <param name="path">Below the mount point, without a slash in front; empty is the root.</param>
    public static IReadOnlyList<(string Path, Func<string, string?> Read)> Of(string mountPoint, string path)
    {
        var chain = new List<(string, Func<string, string?>)> { ("/", Reader(mountPoint)) };
        var at = "";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at += "/" + part;
            chain.Add((at, Reader(mountPoint + at)));
        }
        return chain;
    }

    private static Func<string, string?> Reader(string directory) => file =>
    {
        try
        {
            return File.ReadAllText($"{directory}/{file}");
        }
        // Not there, write-only, or with nothing to say (EOPNOTSUPP, ENODEV).
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    };
}
