using System.Buffers;
using System.Text;

namespace Orchestrator.Cli.Output;

/// <summary>
/// Makes text from outside safe to show: control characters in a container's command or an error could otherwise
/// rewrite the user's terminal (CVE-2003-0063 and its kin).
/// </summary>
internal static class Printable
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(c => (char)c)]);

    /// <summary>One line.</summary>
    public static string Text(string text)
    {
        if (!text.AsSpan().ContainsAny(Controls))
            return text;
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
            safe.Append(c switch
            {
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when Controls.Contains(c) => "\uFFFD",
                _ => c.ToString(),
            });
        return safe.ToString();
    }

    /// <summary>Keeps line ends, and indents the lines after the first.</summary>
    public static string Lines(string text) =>
        string.Join("\n        ", text.TrimEnd().Split('\n').Select(Text));
}
