using System.Globalization;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Parsing;

/// <summary>What was given: values by option, and the operands in order.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<Option, List<string>> _values = [];

    public List<string> Operands { get; } = [];

    public void Add(Option option, string value)
    {
        if (!_values.TryGetValue(option, out var values))
            _values[option] = values = [];
        else if (!option.Repeats)
            values.Clear();
        values.Add(value);
    }

    public bool Has(Option option) => _values.TryGetValue(option, out var values) && values[^1] != "false";

    public string? Get(Option option) => _values.TryGetValue(option, out var values) ? values[^1] : null;

    public IReadOnlyList<string> All(Option option) => _values.TryGetValue(option, out var values) ? values : [];

    public long? Size(Option option)
    {
        if (Get(option) is not { } text)
            return null;
        return ByteSize.TryParse(text, out var bytes) && bytes > 0
            ? bytes
            : throw new UsageException($"{option.Long} wants a size such as 64M or 1.5G, not '{text}'");
    }

    public TimeSpan? Time(Option option)
    {
        if (Get(option) is not { } text)
            return null;
        return Duration.TryParse(text, out var duration)
            ? duration
            : throw new UsageException($"{option.Long} wants a duration such as 30s or 1h30m, not '{text}'");
    }

    public int? Integer(Option option, int low, int high)
    {
        if (Get(option) is not { } text)
            return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new UsageException($"{option.Long} wants a whole number, not '{text}'");
        return number >= low && number <= high
            ? number
            : throw new UsageException($"{option.Long} must be from {low} to {high}, not {number}");
    }

    public double? Number(Option option)
    {
        if (Get(option) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UsageException($"{option.Long} wants a number above 0, not '{text}'");
    }

    public int? Signal(Option option)
    {
        if (Get(option) is not { } text)
            return null;
        return Signals.TryParse(text, out var signal)
            ? signal
            : throw new UsageException($"{option.Long} wants a signal such as TERM, SIGKILL or 9, not '{text}'");
    }

    /// <summary><c>KEY=VALUE</c> of a repeated option.</summary>
    public Dictionary<string, string> Pairs(Option option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in All(option))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0)
                throw new UsageException($"{option.Long} wants KEY=VALUE, not '{text}'");
            pairs[equals < 0 ? text : text[..equals]] = equals < 0 ? "" : text[(equals + 1)..];
        }
        return pairs;
    }
}
