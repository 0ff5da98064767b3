using System.IO.Enumeration;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary>
/// Shell patterns over files: <c>*</c>, <c>?</c> within a name, <c>**</c> for any depth of directories. Matches
/// regular files (links to them included) in ordinal order, as written: absolute for an absolute pattern.
/// </summary>
public static class Glob
{
    public static IReadOnlyList<string> Match(string pattern, string directory)
    {
        var absolute = pattern.StartsWith('/');
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (parts.Length > 0)
            Walk(absolute ? "/" : directory, absolute ? "/" : "", parts, found);
        return [.. found];
    }

    private static void Walk(string directory, string shown, ReadOnlySpan<string> parts, SortedSet<string> found)
    {
        var part = parts[0];
        var rest = parts[1..];
        if (part == "**")
        {
            if (rest.Length > 0)
                Walk(directory, shown, rest, found);
            foreach (var child in Children(directory, "*", directories: true))
                // A link to a directory is not followed here: it may lead back up.
                if (new DirectoryInfo(Path.Combine(directory, child)).LinkTarget is null)
                    Walk(Path.Combine(directory, child), shown + child + "/", parts, found);
            if (rest.Length == 0)
                Walk(directory, shown, ["*"], found);
            return;
        }
        if (rest.Length == 0)
        {
            foreach (var child in Children(directory, part, directories: false))
                found.Add(shown + child);
            return;
        }
        if (part is "." or "..")
        {
            Walk(Path.Combine(directory, part), shown + part + "/", rest, found);
            return;
        }
        foreach (var child in Children(directory, part, directories: true))
            Walk(Path.Combine(directory, child), shown + child + "/", rest, found);
    }

    private static IEnumerable<string> Children(string directory, string pattern, bool directories)
    {
        var entries = new List<string>();
        try
        {
            foreach (var path in directories ? Directory.EnumerateDirectories(directory) : Directory.EnumerateFiles(directory))
            {
                var name = Path.GetFileName(path);
                // As in a shell, a leading dot must be written.
                if ((name[0] != '.' || pattern[0] == '.') && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
                    entries.Add(name);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        return entries;
    }
}
