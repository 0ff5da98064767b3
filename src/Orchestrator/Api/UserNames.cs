using System.Collections.Concurrent;
using System.Globalization;

namespace Orchestrator.Daemon.Api;

/// <summary>Names of host users for the audit, remembered: /etc/passwd is not read for every request.</summary>
internal static class UserNames
{
    private const int Most = 10_000;

    private static readonly ConcurrentDictionary<uint, string> Known = new();

    public static string? Of(uint uid)
    {
        if (Known.TryGetValue(uid, out var known))
            return known;
        try
        {
            foreach (var line in File.ReadLines("/etc/passwd"))
            {
                var fields = line.Split(':', 4);
                if (fields.Length == 4 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found == uid)
                {
                    if (Known.Count < Most)
                        Known[uid] = fields[0];
                    return fields[0];
                }
            }
        }
        catch (IOException)
        {
        }
        return null;
    }
}
