using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Contracts.Containers;

/// <summary>The names that containers of LXC directories bear in the engine.</summary>
public static class LxcEngineNames
{
    /// <summary>Containers of this directory bear their own names.</summary>
    public const string DefaultPath = "/var/lib/lxc";

    /// <summary>The engine's limit of a name.</summary>
    private const int MostLength = 128;

    private const int MarkLength = 12;

    /// <summary>
    /// The name within the default directory, else the name and a mark of the directory, so that containers of several
    /// directories do not meet. What the engine's names cannot hold is written as <c>+HH</c>.
    /// </summary>
    public static string Of(string lxcPath, string name)
    {
        var text = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            var letter = (char)value;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' || (letter == '.' && text.Length > 0))
                text.Append(letter);
            else
                text.Append('+').Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }
        if (lxcPath == DefaultPath && text.Length <= MostLength)
            return text.ToString();
        if (text.Length > MostLength - MarkLength)
            text.Length = MostLength - MarkLength;
        return $"{text}+lxc{Mark($"{lxcPath}\0{name}")}";
    }

    /// <summary>Eight digits that stand for a text.</summary>
    public static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
