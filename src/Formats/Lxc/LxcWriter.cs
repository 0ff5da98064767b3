using System.Text;

namespace Orchestrator.Formats.Lxc;

/// <summary>Writes settings so that <see cref="LxcReader"/> and liblxc read the same again.</summary>
public static class LxcWriter
{
    /// <summary>The settings one a line, in order.</summary>
    public static string Write(IEnumerable<LxcItem> items)
    {
        var text = new StringBuilder();
        foreach (var item in items)
            text.Append(Line(item.Key, item.Value)).Append('\n');
        return text.ToString();
    }

    /// <summary>The text with one more setting, as save_config writes what set_config_item added.</summary>
    public static string Append(string text, string key, string value)
    {
        var end = text.Length == 0 || text.EndsWith('\n') ? "" : "\n";
        return $"{text}{end}{Line(key, value)}\n";
    }

    public static string Line(string key, string value)
    {
        if (value.AsSpan().ContainsAny('\n', '\0'))
            throw new ArgumentException($"The value of {key} has a line break or NUL, which no LXC configuration can hold.", nameof(value));
        return value.Length == 0 ? $"{key} =" : $"{key} = {(NeedsQuotes(value) ? $"\"{value}\"" : value)}";
    }

    // The reader trims blanks and takes one pair of quotes away.
    private static bool NeedsQuotes(string value) =>
        value[0] is ' ' or '\t' or '\r' || value[^1] is ' ' or '\t' or '\r'
        || (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0]);
}
