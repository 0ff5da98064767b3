using System.Collections.Frozen;
using System.Globalization;

namespace Orchestrator.Isolation.Seccomp.Tables;

/// <summary>The system calls of one ABI by name and by number.</summary>
internal sealed class SystemCallTable
{
    private readonly FrozenDictionary<int, string> _names;

    public SystemCallTable(string text)
    {
        var words = text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new Dictionary<string, int>(words.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i + 1 < words.Length; i += 2)
            numbers.Add(words[i + 1], int.Parse(words[i], CultureInfo.InvariantCulture));
        Numbers = numbers.ToFrozenDictionary(StringComparer.Ordinal);
        _names = numbers.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
        Newest = numbers.Values.Max();
    }

    public FrozenDictionary<string, int> Numbers { get; }

    /// <summary>The highest number with a name: what is above is newer than this engine.</summary>
    public int Newest { get; }

    public string? Name(int number) => _names.GetValueOrDefault(number);
}
