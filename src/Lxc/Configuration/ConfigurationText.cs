using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc.Configuration;

/// <summary>The text of a configuration, in which comments and the lines of other programs keep their places.</summary>
internal static class ConfigurationText
{
    public static string Join(string first, string second) =>
        first.Length == 0 || first.EndsWith('\n') ? first + second : $"{first}\n{second}";

    /// <summary>Without the lines that set the key; of a group, what is below it.</summary>
    public static string Without(string text, string key, bool group)
    {
        var lines = text.Split('\n');
        return string.Join('\n', lines.Where(line => !Sets(line, key, group)));
    }

    /// <summary>Each line that sets something, with what it sets changed; null leaves it as it is.</summary>
    public static string Change(string text, Func<string, string, string?> change)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var equals = lines[i].IndexOf('=');
            if (equals <= 0)
                continue;
            var key = lines[i][..equals].Trim();
            if (change(key, lines[i][(equals + 1)..].Trim()) is { } value)
                lines[i] = LxcWriter.Line(key, value);
        }
        return string.Join('\n', lines);
    }

    private static bool Sets(string line, string key, bool group)
    {
        var text = line.AsSpan().TrimStart(" \t");
        if (!text.StartsWith(key, StringComparison.Ordinal))
            return false;
        return text[key.Length..] is [' ' or '\t' or '=', ..] || (group && text[key.Length..] is ['.', ..]);
    }
}
