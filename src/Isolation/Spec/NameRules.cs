namespace Orchestrator.Isolation.Spec;

/// <summary>
/// What a container may be called: the rule of the other engines, so that a name can never be a path, an option or an
/// escape sequence (case E31).
/// </summary>
public static class NameRules
{
    public const int MostLength = 128;

    /// <summary>Null, or what is wrong and what to write instead.</summary>
    public static string? Check(string name)
    {
        if (name.Length == 0)
            return "The name is empty. Use letters, digits and _ + - . and begin with one of the first four.";
        if (name.Length > MostLength)
            return $"The name has {name.Length} characters; at most {MostLength} are allowed.";
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (char.IsAsciiLetterOrDigit(letter) || letter is '_' or '+' or '-' || (letter == '.' && i > 0))
                continue;
            var shown = char.IsControl(letter) || letter > '~' ? $"U+{(int)letter:X4}" : $"'{letter}'";
            return $"The name has {shown} at position {i + 1}. Only A-Z a-z 0-9 _ + - and, not first, . are allowed.";
        }
        return null;
    }
}
