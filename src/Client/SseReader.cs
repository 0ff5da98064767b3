using System.Globalization;
using System.Text;

namespace Orchestrator.Client;

/// <summary>Reads server-sent events (WHATWG HTML, 9.2); comments and other fields are skipped.</summary>
internal sealed class SseReader(Stream stream)
{
    private readonly StreamReader _lines = new(stream, Encoding.UTF8);
    private readonly StringBuilder _data = new();

    /// <summary>The next event, or null at the end.</summary>
    public async ValueTask<SseEvent?> NextAsync(CancellationToken cancel)
    {
        _data.Clear();
        string? type = null;
        long? id = null;
        while (await _lines.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length == 0)
            {
                if (_data.Length > 0)
                    return new SseEvent(type, _data.ToString(), id);
                type = null;
                continue;
            }
            if (Value(line, "event") is { Length: > 0 } named)
            {
                type = named.ToString();
                continue;
            }
            if (Value(line, "id") is { Length: > 0 } given)
            {
                id = long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : id;
                continue;
            }
            if (!line.StartsWith("data:", StringComparison.Ordinal))
                continue;
            if (_data.Length > 0)
                _data.Append('\n');
            _data.Append(Value(line, "data"));
        }
        return null;
    }

    private static ReadOnlySpan<char> Value(string line, string field)
    {
        if (!line.StartsWith(field, StringComparison.Ordinal) || line.Length <= field.Length || line[field.Length] != ':')
            return default;
        ReadOnlySpan<char> value = line.AsSpan(field.Length + 1);
        return value is [' ', ..] ? value[1..] : value;
    }
}
