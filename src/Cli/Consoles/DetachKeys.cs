using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Consoles;

/// <summary>
/// The keys that leave a console while the container goes on. They are held back while they may still become the sequence, and
/// typed when they do not.
/// </summary>
internal sealed class DetachKeys
{
    public const string Default = "ctrl-p,ctrl-q";
    public const string Variable = "ORCH_DETACH_KEYS";

    private readonly byte[] _keys;
    private readonly bool _twiceIsOnce;
    private int _matched;

    /// <param name="twiceIsOnce">The first key typed twice is typed once, as LXC's escape character is.</param>
    private DetachKeys(byte[] keys, bool twiceIsOnce) => (_keys, _twiceIsOnce) = (keys, twiceIsOnce);

    /// <param name="text">Keys parted by commas: <c>ctrl-X</c> or a character; empty or <c>none</c>: nothing leaves.</param>
    public static DetachKeys Parse(string text, bool twiceIsOnce = false)
    {
        if (text is "" or "none")
            return new DetachKeys([], twiceIsOnce);
        return new DetachKeys([.. text.Split(',').Select(key => Key(key, text))], twiceIsOnce);
    }

    /// <summary>What is to be typed of it. True: the sequence is complete, and what comes after it is not typed.</summary>
    public bool Take(ReadOnlySpan<byte> typed, List<byte> through)
    {
        if (_keys.Length == 0)
        {
            through.AddRange(typed);
            return false;
        }
        foreach (var key in typed)
        {
            if (key == _keys[_matched])
            {
                if (++_matched == _keys.Length)
                    return true;
                continue;
            }
            if (_twiceIsOnce && _matched == 1 && key == _keys[0])
            {
                _matched = 0;
                through.Add(key);
                continue;
            }
            through.AddRange(_keys.AsSpan(0, _matched));
            _matched = 0;
            if (key == _keys[0] && _keys.Length > 1)
                _matched = 1;
            else
                through.Add(key);
        }
        return false;
    }

    private static byte Key(string key, string text)
    {
        var name = key.ToLowerInvariant();
        if (name.StartsWith("ctrl-", StringComparison.Ordinal) && name.Length == 6 && name[5] is (>= 'a' and <= 'z') or '@' or '[' or '\\' or ']' or '^' or '_')
            return (byte)(char.ToUpperInvariant(name[5]) & 0x1f);
        if (name.Length == 2 && name[0] == '^' && name[1] is >= 'a' and <= 'z')
            return (byte)(char.ToUpperInvariant(name[1]) & 0x1f);
        return key.Length == 1 && key[0] is > ' ' and < '\x7f'
            ? (byte)key[0]
            : throw new UsageException($"keys are written like ctrl-p,ctrl-q: characters or ctrl- and a letter, parted by commas, not '{text}'");
    }
}
