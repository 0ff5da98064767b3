namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>A cursor over one line; a '#' after a blank ends it.</summary>
internal sealed class LxcLine
{
    private readonly string _text;
    private int _at;

    public LxcLine(string text)
    {
        var end = text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '#' && (i == 0 || IsBlank(text[i - 1])))
            {
                end = i;
                break;
            }
        }
        _text = text[..end].TrimEnd();
        Skip();
    }

    public bool HasMore => _at < _text.Length;

    public bool IsAtArgument => HasMore && _text[_at] == '[';

    /// <summary>Where the last word or argument began, counted from 1.</summary>
    public int WordColumn { get; private set; } = 1;

    /// <summary>Up to the next blank, or to the '[' of an argument.</summary>
    public string Word()
    {
        WordColumn = _at + 1;
        var begin = _at;
        while (HasMore && !IsBlank(_text[_at]) && (_text[_at] != '[' || _at == begin))
            _at++;
        var word = _text[begin.._at];
        Skip();
        return word;
    }

    /// <summary>What stands between '[' and ']', or null if it is not closed.</summary>
    public string? Argument()
    {
        WordColumn = _at + 1;
        var end = _text.IndexOf(']', _at);
        if (end < 0)
            return null;
        var inside = _text[(_at + 1)..end];
        _at = end + 1;
        Skip();
        return inside;
    }

    private void Skip()
    {
        while (HasMore && IsBlank(_text[_at]))
            _at++;
    }

    private static bool IsBlank(char letter) => letter is ' ' or '\t' or '\r';
}
