using System.Text;

namespace Orchestrator.Client;

/// <summary>Reads the data of server-sent events (WHATWG HTML, 9.2); comments and other fields are skipped.</summary>
internal sealed class SseReader(Stream stream)
{
    private readonly StreamReader _lines = new(stream, Encoding.UTF8);
    private readonly StringBuilder _data = new();

    /// <summary>The data of the next event, or null at the end.</summary>
    public async ValueTask<string?> NextAsync(CancellationToken cancel)
    {
        _data.Clear();
        while (await _lines.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length == 0)
            {
                if (_data.Length > 0)
                    return _data.ToString();
                continue;
            }
            if (!line.StartsWith("data:", StringComparison.Ordinal))
                continue;
            if (_data.Length > 0)
                _data.Append('\n');
            _data.Append(line.AsSpan(line.Length > 5 && line[5] == ' ' ? 6 : 5));
        }
        return null;
    }
}
