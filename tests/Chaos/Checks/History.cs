using System.Text.Json;
using Orchestrator.Contracts.Events;

namespace Orchestrator.Chaos.Checks;

/// <summary>The whole journal after the run, as the API gives it: by number, and by container and attempt.</summary>
internal sealed class History
{
    private readonly Dictionary<string, SortedDictionary<int, Attempt>> _attempts = new(StringComparer.Ordinal);

    public History(IReadOnlyList<EventView> events)
    {
        Events = events;
        foreach (var view in events)
        {
            if (view is { Container: { } container, Data: { } data })
                Take(container, view.Type, data);
        }
    }

    public IReadOnlyList<EventView> Events { get; }

    public IReadOnlyCollection<Attempt> Attempts(string container) =>
        _attempts.TryGetValue(container, out var attempts) ? attempts.Values : [];

    public IEnumerable<Attempt> All => _attempts.Values.SelectMany(attempts => attempts.Values);

    /// <summary>For a look at what happened: every event of the container.</summary>
    public string Tell(string container) => string.Join('\n', Events
        .Where(view => view.Container == container)
        .Select(view => $"    {view.Seq} {view.Time:HH:mm:ss.fff} {view.Type} {view.Cause} {view.Data}"));

    private void Take(string container, string type, JsonElement data)
    {
        switch (type)
        {
            case "container-started" or "container-adopted":
                Of(container, data).StartTicks = data.GetProperty("init").GetProperty("startTicks").GetUInt64();
                break;
            case "container-start-requested":
                Of(container, data);
                break;
            case "container-start-failed":
                Of(container, data).StartFailed = true;
                break;
            case "container-timed-out":
                Of(container, data).TimedOut = true;
                break;
            case "container-exited":
                var attempt = Of(container, data);
                var status = data.GetProperty("status");
                attempt.Ends++;
                attempt.Code = Number(status, "code");
                attempt.Signal = Number(status, "signal");
                attempt.Unknown = status.TryGetProperty("unknown", out var unknown) && unknown.GetBoolean();
                attempt.Reason = status.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
                break;
            default:
                break;
        }
    }

    private Attempt Of(string container, JsonElement data)
    {
        if (!_attempts.TryGetValue(container, out var attempts))
            _attempts.Add(container, attempts = []);
        var number = data.GetProperty("attempt").GetInt32();
        if (!attempts.TryGetValue(number, out var attempt))
            attempts.Add(number, attempt = new Attempt(number));
        return attempt;
    }

    private static int? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
