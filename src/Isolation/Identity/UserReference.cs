using System.Globalization;

namespace Orchestrator.Isolation.Identity;

/// <summary>
/// What a user wrote for <c>-u</c>: <c>user</c> or <c>user:group</c>, each a name or a plain decimal number below
/// 2^31. Whatever is not exactly that is refused: a parser that lets "0x0", " 0", "1000:abc" or 2^32 through ends at
/// root (CVE-2026-30892, CVE-2024-40635).
/// </summary>
internal sealed record UserReference(uint? Uid, string? UserName, uint? Gid, string? GroupName)
{
    /// <summary>uid_t -1 means "no change" to system calls, and the ranges of containers end far below.</summary>
    private const uint Most = int.MaxValue;

    public static UserReference? Parse(string text, out string? problem)
    {
        var parts = text.Split(':');
        if (parts.Length > 2)
        {
            problem = $"The user '{text}' has more than one colon. Write user or user:group.";
            return null;
        }
        if (!TryParsePart(parts[0], "user", text, out var uid, out var userName, out problem))
            return null;
        if (parts.Length == 1)
            return new UserReference(uid, userName, null, null);
        return TryParsePart(parts[1], "group", text, out var gid, out var groupName, out problem)
            ? new UserReference(uid, userName, gid, groupName)
            : null;
    }

    private static bool TryParsePart(
        string part, string what, string whole, out uint? id, out string? name, out string? problem)
    {
        id = null;
        name = null;
        problem = null;
        if (part.Length == 0)
        {
            problem = $"The {what} in '{whole}' is empty. Write user or user:group.";
            return false;
        }
        if (char.IsAsciiDigit(part[0]))
        {
            // NumberStyles.None: digits only, no sign, no space, no hex.
            if (!uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Most)
            {
                problem = $"The {what} id '{part}' is not a number from 0 to {Most}.";
                return false;
            }
            id = number;
            return true;
        }
        if (!IsName(part))
        {
            problem = $"The {what} '{part}' is neither a number nor a name (a letter or _, then letters, digits, '.', '_', '-').";
            return false;
        }
        name = part;
        return true;
    }

    private static bool IsName(string text)
    {
        if (text.Length > 256 || !(char.IsAsciiLetter(text[0]) || text[0] == '_'))
            return false;
        foreach (var letter in text)
        {
            if (!(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
                return false;
        }
        return true;
    }
}
