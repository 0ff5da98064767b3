namespace Orchestrator.Daemon.Startup;

/// <summary><c>orchd [--root DIR]</c>: everything else is configuration.</summary>
internal static class DaemonArguments
{
    private const int Usage = 2;

    public static string? Root(IReadOnlyList<string> words)
    {
        string? root = null;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "--root" && i + 1 < words.Count)
                root = words[++i];
            else if (words[i].StartsWith("--root=", StringComparison.Ordinal))
                root = words[i]["--root=".Length..];
            else
                throw new StartException($"unknown argument '{words[i]}'; the only one is --root DIR, the rest is configuration", Usage);
        }
        return root;
    }
}
