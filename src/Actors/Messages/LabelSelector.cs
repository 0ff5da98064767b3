using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Actors.Messages;

/// <summary>
/// <c>k=v</c>, <c>k!=v</c>, <c>k</c> (has the label) and <c>!k</c>, joined by commas; all of them must hold. Besides
/// labels, <c>name</c>, <c>image</c>, <c>batch</c> and <c>job</c> may be asked for.
/// </summary>
public sealed class LabelSelector
{
    private readonly (string Key, string? Value, bool Not)[] _terms;

    private LabelSelector(string text, (string, string?, bool)[] terms)
    {
        Text = text;
        _terms = terms;
    }

    public string Text { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        problem = null;
        List<(string, string?, bool)> terms = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            bool not = equals > 0 ? part[equals - 1] == '!' : part.StartsWith('!');
            string key = equals < 0 ? part.TrimStart('!') : part[..(not ? equals - 1 : equals)];
            if (key.Length == 0 || key.Contains('!', StringComparison.Ordinal))
            {
                problem = $"'{part}' in the selector '{text}' is not k=v, k!=v, k or !k.";
                return false;
            }
            terms.Add((key.Trim(), equals < 0 ? null : part[(equals + 1)..].Trim(), not));
        }
        selector = new LabelSelector(text, [.. terms]);
        return true;
    }

    /// <param name="lookup">Gives the value of a key, null where there is none.</param>
    public bool Matches(Func<string, string?> lookup)
    {
        foreach ((string key, string? value, bool not) in _terms)
        {
            string? found = lookup(key);
            bool holds = value is null ? found is not null : found == value;
            if (holds == not)
                return false;
        }
        return true;
    }

    public override string ToString() => Text;
}
