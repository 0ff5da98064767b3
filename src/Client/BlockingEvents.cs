using System.Text;
using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Events;

namespace Orchestrator.Client;

/// <summary>Events as they come, read by the calling thread alone; <see cref="EventsApi"/> without threads.</summary>
public sealed class BlockingEvents : IDisposable
{
    private readonly BlockingBody _body;
    private readonly byte[] _buffer = new byte[4096];
    private readonly List<byte> _rest = [];

    internal BlockingEvents(BlockingBody body) => _body = body;

    /// <summary>The last call gave null because the time was over, and not because the stream has ended.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>
    /// The next event. One without a type tells only that nothing was missed up to it: one comes at the beginning, and
    /// then every few seconds.
    /// </summary>
    /// <param name="within">How long to wait; null: for ever.</param>
    /// <returns>Null when the time is over, or the daemon has ended the stream.</returns>
    public EventView? Next(TimeSpan? within)
    {
        while (true)
        {
            if (Take() is { } block)
            {
                if (Read(block) is { } view)
                    return view;
                continue;
            }
            TimedOut = within is { } limit && !_body.WaitReadable(limit);
            if (TimedOut)
                return null;
            var got = Receive();
            if (got == 0)
                return null;
            _rest.AddRange(_buffer.AsSpan(0, got));
        }
    }

    public void Dispose() => _body.Dispose();

    /// <summary>A stream that breaks off has ended.</summary>
    private int Receive()
    {
        try
        {
            return _body.Read(_buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The text up to an empty line (WHATWG HTML, 9.2).</summary>
    private string? Take()
    {
        for (var i = 1; i < _rest.Count; i++)
        {
            if (_rest[i] != '\n' || _rest[i - 1] != '\n')
                continue;
            var text = Encoding.UTF8.GetString([.. _rest.Take(i - 1)]);
            _rest.RemoveRange(0, i + 1);
            return text;
        }
        return null;
    }

    /// <summary>Null for one that is damaged.</summary>
    private static EventView? Read(string block)
    {
        string? type = null;
        var data = new StringBuilder();
        foreach (var line in block.Split('\n'))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Append(line.AsSpan(6));
        }
        if (type is not null)
            return new EventView { Seq = 0, Time = default, Type = "" };
        try
        {
            return data.Length == 0 ? null : JsonSerializer.Deserialize(data.ToString(), ContractsJson.Default.EventView);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
