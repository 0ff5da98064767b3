namespace Orchestrator.Formats.Lxc.Keys;

/// <summary>Finds the key that a user may have meant.</summary>
internal static class NearestKey
{
    private const int MostLength = 80;

    public static string? To(string name)
    {
        if (name.Length > MostLength)
            return null;
        string? best = null;
        var least = Math.Max(2, name.Length / 4) + 1;
        foreach (var key in LxcKeys.All)
        {
            var distance = Distance(name, key.Name);
            if (distance < least)
                (best, least) = (key.Name, distance);
        }
        return best;
    }

    // Levenshtein's distance with two rows.
    private static int Distance(string a, string b)
    {
        Span<int> previous = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, changed);
            }
            current.CopyTo(previous);
        }
        return previous[b.Length];
    }
}
