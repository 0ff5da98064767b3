using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>-e K=V</c>, <c>-e K</c> (the caller's value) and <c>--env-file</c>; later ones win, -e over files.</summary>
internal static class EnvironmentOptions
{
    public static Dictionary<string, string> Read(Arguments given, Option env, Option? file, Surroundings surroundings)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (file is not null)
            foreach (var path in given.All(file))
                File(path, result, surroundings);
        foreach (var text in given.All(env))
            Add(text, result, surroundings, $"{env.Long} wants K=V");
        return result;
    }

    /// <summary>Name to the file that holds the value; the file is the daemon's to read.</summary>
    public static Dictionary<string, string>? Secrets(Arguments given, Option secret)
    {
        if (given.All(secret) is not { Count: > 0 } texts)
            return null;
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1)
                throw new UsageException($"{secret.Long} wants K=FILE, not '{text}'");
            result[text[..equals]] = Path.GetFullPath(text[(equals + 1)..]);
        }
        return result;
    }

    private static void File(string path, Dictionary<string, string> result, Surroundings surroundings)
    {
        try
        {
            var number = 0;
            foreach (var line in System.IO.File.ReadLines(path))
            {
                number++;
                if (line.Length > 0 && line[0] != '#')
                    Add(line, result, surroundings, $"{path}:{number} wants K=V");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--env-file {path} cannot be read: {error.Message}");
        }
    }

    private static void Add(string text, Dictionary<string, string> result, Surroundings surroundings, string wanted)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals == 0 || text.Length == 0 || text.Contains('\0'))
            throw new UsageException($"{wanted}, not '{text}'");
        if (equals > 0)
            result[text[..equals]] = text[(equals + 1)..];
        else if (surroundings.Environment.TryGetValue(text, out var own))
            result[text] = own;
    }
}
