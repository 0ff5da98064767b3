using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Lxc;

/// <summary>Names and places of containers.</summary>
internal static class LxcPaths
{
    /// <summary>Containers of this directory bear their own names in the engine.</summary>
    public const string Default = "/var/lib/lxc";

    /// <summary>The engine's limit of a name.</summary>
    private const int MostLength = 128;

    private const int MarkLength = 12;

    public static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Null, or why no container can be called so.</summary>
    public static string? CheckName(string name) => name switch
    {
        "" => "the name of a container is empty",
        "." or ".." => $"'{name}' is no name of a container",
        _ when name.AsSpan().ContainsAny('/', '\0') => "the name of a container has a slash or NUL in it",
        _ when Encoding.UTF8.GetByteCount(name) > 255 => "the name of a container has more than 255 bytes",
        _ => null,
    };

    /// <summary>
    /// The name within the default directory, else the name and a mark of the directory, so that containers of several
    /// directories do not meet. What the engine's names cannot hold is written as <c>+HH</c>.
    /// </summary>
    public static string EngineName(string lxcPath, string name)
    {
        var text = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            var letter = (char)value;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' || (letter == '.' && text.Length > 0))
                text.Append(letter);
            else
                text.Append('+').Append(value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }
        if (lxcPath == Default && text.Length <= MostLength)
            return text.ToString();
        if (text.Length > MostLength - MarkLength)
            text.Length = MostLength - MarkLength;
        return $"{text}+lxc{Mark($"{lxcPath}\0{name}")}";
    }

    /// <summary>Eight digits that stand for a text.</summary>
    public static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
