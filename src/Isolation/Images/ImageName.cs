namespace Orchestrator.Isolation.Images;

/// <summary>Names of images: a lower-case word and an optional tag, e.g. <c>busybox</c> or <c>web:1.2</c>.</summary>
internal static class ImageName
{
    private const int MostLength = 128;

    /// <summary>Null, or what is wrong and what to write instead.</summary>
    public static string? Check(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var word = colon < 0 ? name : name[..colon];
        var tag = colon < 0 ? "latest" : name[(colon + 1)..];
        return name.Length <= MostLength && IsPart(word, upperCase: false) && IsPart(tag, upperCase: true)
            ? null
            : $"'{Shown(name)}' is no image name. Use a lower-case word of a-z 0-9 . _ - and an optional :tag, "
                + $"{MostLength} characters at most.";
    }

    private static bool IsPart(string part, bool upperCase)
    {
        if (part.Length == 0 || !char.IsAsciiLetterOrDigit(part[0]))
            return false;
        foreach (var letter in part)
        {
            if (!(char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '_' or '-'
                || (upperCase && char.IsAsciiLetterUpper(letter))))
            {
                return false;
            }
        }
        return true;
    }

    private static string Shown(string name)
    {
        var clean = new string([.. name.Select(letter => char.IsControl(letter) ? '?' : letter)]);
        return clean.Length <= 64 ? clean : $"{clean[..64]}…";
    }
}
