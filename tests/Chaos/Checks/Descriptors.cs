namespace Orchestrator.Chaos.Checks;

internal static class Descriptors
{
    /// <summary>Open descriptors of a process by what they lead to, for a difference that says where a leak is.</summary>
    public static IReadOnlyList<string> Of(int pid)
    {
        var found = new List<string>();
        foreach (var link in Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd"))
        {
            try
            {
                found.Add(File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name ?? "?");
            }
            catch (IOException)
            {
                // Closed meanwhile.
            }
        }
        return found;
    }

    public static string Tell(IReadOnlyList<string> descriptors) => string.Join(", ", descriptors
        .GroupBy(name => name.Split(':')[0])
        .OrderByDescending(group => group.Count())
        .Select(group => $"{group.Count()} {group.Key}"));
}
