namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>The list of LXC's image servers: <c>dist;release;arch;variant;build;/path/</c>.</summary>
internal static class LxcIndex
{
    /// <summary>In the order in which they are asked for.</summary>
    public static readonly string[] Paths = ["meta/1.0/index-system.7", "meta/1.0/index-system"];

    public static IReadOnlyList<LxcIndexLine> Read(string text) =>
    [
        .. text.Split('\n').Select(line => line.Trim().Split(';'))
            // A build that is being made has no number or no path yet.
            .Where(fields => fields.Length >= 6 && fields[4].Length > 0 && fields[5].Length > 0)
            .Select(fields => new LxcIndexLine(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5].Trim('/'))),
    ];

    /// <summary>Checksums of a build's files by their names: what sha256sum(1) writes.</summary>
    public static Dictionary<string, string> Sums(string text)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries) is [{ Length: 64 } sum, var name] && sum.All(char.IsAsciiHexDigit))
                sums[name.TrimStart('*', ' ').TrimEnd()] = sum.ToLowerInvariant();
        }
        return sums;
    }
}
