namespace Orchestrator.Images.Registry;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110, 11.6.1).</summary>
/// <param name="Scheme">In lower case, e.g. <c>bearer</c>.</param>
/// <param name="Parameters">By lower-case names.</param>
public sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MostLength = 8192;
    private const int MostParameters = 32;

    /// <summary>All challenges of one header's value; what cannot be read ends the list.</summary>
    public static IReadOnlyList<AuthChallenge> Parse(string header)
    {
        var challenges = new List<AuthChallenge>();
        if (header.Length > MostLength)
            return challenges;
        Dictionary<string, string>? current = null;
        var at = 0;
        while (true)
        {
            SkipSeparators(header, ref at);
            if (Token(header, ref at) is not { } word)
                return challenges;
            var afterWord = at;
            SkipSpaces(header, ref at);
            if (current is not null && at < header.Length && header[at] == '=')
            {
                at++;
                SkipSpaces(header, ref at);
                if (Value(header, ref at) is not { } value || current.Count >= MostParameters)
                    return challenges;
                current.TryAdd(word.ToLowerInvariant(), value);
                continue;
            }
            at = afterWord;
            current = new Dictionary<string, string>(StringComparer.Ordinal);
            challenges.Add(new AuthChallenge(word.ToLowerInvariant(), current));
        }
    }

    private static void SkipSeparators(string text, ref int at)
    {
        while (at < text.Length && text[at] is (' ' or '\t' or ','))
            at++;
    }

    private static void SkipSpaces(string text, ref int at)
    {
        while (at < text.Length && text[at] is (' ' or '\t'))
            at++;
    }

    private static string? Token(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || "!#$%&'*+-.^_`|~".Contains(text[at])))
            at++;
        return at == start ? null : text[start..at];
    }

    private static string? Value(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '"')
            return Token(text, ref at);
        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return value.ToString();
            }
            if (text[at] == '\\' && ++at >= text.Length)
                break;
            value.Append(text[at]);
        }
        return null;
    }
}
