namespace Orchestrator.Formats.Lxc.Reading;

/// <summary>
/// One line as liblxc's parser sees it: no continuation, no comment after a value, and what does not begin with
/// <c>lxc.</c> is somebody else's.
/// </summary>
internal readonly record struct LxcLine(LxcLineKind Kind, string Key, string Value)
{
    private static readonly char[] Blanks = [' ', '\t', '\r'];

    public static LxcLine Parse(string line)
    {
        var text = line.AsSpan().Trim(Blanks);
        if (text.Length == 0 || text[0] == '#' || !text.StartsWith("lxc.", StringComparison.Ordinal))
            return new LxcLine(LxcLineKind.Other, "", "");
        if (text.Contains('\0'))
            return new LxcLine(LxcLineKind.WithNul, "", "");
        var equals = text.IndexOf('=');
        if (equals < 0)
            return new LxcLine(LxcLineKind.WithoutEquals, text.ToString(), "");
        var key = text[..equals].TrimEnd(Blanks);
        var value = text[(equals + 1)..].TrimStart(Blanks);
        if (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0])
            value = value[1..^1];
        return new LxcLine(LxcLineKind.Setting, key.ToString(), value.ToString());
    }
}
