namespace Orchestrator.Actors.Model;

/// <summary>Names of containers, batches and jobs: safe in paths, labels and shells.</summary>
internal static class NameRule
{
    public const int MaxLength = 200;

    public static string? Problem(string what, string name)
    {
        if (name.Length is 0 or > MaxLength)
            return $"The name of a {what} has 1 to {MaxLength} characters; this one has {name.Length}.";
        if (!char.IsAsciiLetterOrDigit(name[0]))
            return $"The {what} name '{Shown(name)}' does not begin with a letter or digit.";
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-' or '+'))
                return $"The {what} name '{Shown(name)}' holds '{Shown(c.ToString())}'; letters, digits and _ . - + are allowed.";
        }
        return null;
    }

    private static string Shown(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
