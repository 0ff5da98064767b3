namespace Orchestrator.Kernel;

/// <summary>A line of /proc/PID/mountinfo, proc_pid_mountinfo(5).</summary>
public sealed record MountInfo(string MountPoint, string FileSystem, IReadOnlyList<string> SuperOptions)
{
    public static IEnumerable<MountInfo> Parse(string mountinfo)
    {
        foreach (var line in mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            // Any number of optional fields ends with a single hyphen.
            var separator = Array.IndexOf(fields, "-", startIndex: Math.Min(6, fields.Length));
            if (separator >= 0 && fields.Length >= separator + 4)
                yield return new MountInfo(Unescape(fields[4]), fields[separator + 1], fields[separator + 3].Split(','));
        }
    }

    /// <summary>Space, tab, newline and backslash are written as three octal digits.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var text = new System.Text.StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                text.Append((char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }
        return text.ToString();
    }
}
