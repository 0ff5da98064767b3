using System.Text.Json;

namespace Orchestrator.Formats.Oci;

/// <summary>
/// One object of the configuration. Every property has to be asked for: <see cref="Finish"/> names those that nobody
/// knows, so that nothing is ignored in silence.
/// </summary>
internal sealed class OciNode(JsonElement element, string path, List<OciProblem> problems)
{
    private const int MostItems = 10_000;

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string Path => path;

    public string Raw => element.GetRawText();

    public void Bad(string name, string message) => problems.Add(new OciProblem($"{path}.{name}", message));

    public OciNode? Object(string name) =>
        Get(name, JsonValueKind.Object, "an object") is { } found ? new OciNode(found, $"{path}.{name}", problems) : null;

    public IReadOnlyList<OciNode> Objects(string name)
    {
        var nodes = new List<OciNode>();
        foreach (var (item, at) in Items(name))
        {
            if (item.ValueKind == JsonValueKind.Object)
                nodes.Add(new OciNode(item, at, problems));
            else
                problems.Add(new OciProblem(at, "it must be an object"));
        }
        return nodes;
    }

    public string? Text(string name) => Get(name, JsonValueKind.String, "a text") is { } found ? Plain(found, $"{path}.{name}") : null;

    public IReadOnlyList<string>? Texts(string name)
    {
        if (!Has(name))
            return null;
        var texts = new List<string>();
        foreach (var (item, at) in Items(name))
        {
            if (item.ValueKind == JsonValueKind.String)
                texts.Add(Plain(item, at));
            else
                problems.Add(new OciProblem(at, "it must be a text"));
        }
        return texts;
    }

    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in Object(name)?.Properties() ?? [])
        {
            if (property.Value.ValueKind == JsonValueKind.String)
                map[property.Name] = Plain(property.Value, $"{path}.{name}.{property.Name}");
            else
                problems.Add(new OciProblem($"{path}.{name}.{property.Name}", "it must be a text"));
        }
        return map;
    }

    public bool Flag(string name)
    {
        if (!Has(name))
            return false;
        _asked.Add(name);
        var kind = element.GetProperty(name).ValueKind;
        if (kind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            Bad(name, "it must be true or false");
        return kind == JsonValueKind.True;
    }

    public long? Number(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (Get(name, JsonValueKind.Number, "a number") is not { } found)
            return null;
        // RLIM_INFINITY is above what a long holds.
        if (found.TryGetUInt64(out var large) && large > long.MaxValue && most == long.MaxValue)
            return long.MaxValue;
        if (found.TryGetInt64(out var number) && number >= least && number <= most)
            return number;
        Bad(name, $"{found.GetRawText()} is not a whole number from {least} to {most}");
        return null;
    }

    public IReadOnlyList<long> Numbers(string name, long least, long most)
    {
        var numbers = new List<long>();
        foreach (var (item, at) in Items(name))
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= least && number <= most)
                numbers.Add(number);
            else
                problems.Add(new OciProblem(at, $"it must be a whole number from {least} to {most}"));
        }
        return numbers;
    }

    public ulong? Unsigned(string name)
    {
        if (Get(name, JsonValueKind.Number, "a number") is not { } found)
            return null;
        if (found.TryGetUInt64(out var number))
            return number;
        Bad(name, $"{found.GetRawText()} is not a whole number from 0");
        return null;
    }

    /// <summary>For an object whose properties are names of things: what each is called.</summary>
    public IReadOnlyList<string> Names() => [.. element.EnumerateObject().Select(property => property.Name).Distinct(StringComparer.Ordinal)];

    public bool Has(string name) => element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null;

    /// <summary>Refuses a property that is known and not carried out.</summary>
    public void Refuse(string name, string reason)
    {
        _asked.Add(name);
        if (Has(name))
            Bad(name, reason);
    }

    /// <summary>A property that changes nothing here.</summary>
    public void Ignore(string name) => _asked.Add(name);

    public void Finish()
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!_asked.Contains(property.Name))
            {
                problems.Add(new OciProblem($"{path}.{property.Name}", "no such property is known to version 1.2 of the runtime specification") { Ignored = true });
            }
        }
    }

    private JsonElement.ObjectEnumerator Properties() => element.EnumerateObject();

    private JsonElement? Get(string name, JsonValueKind kind, string what)
    {
        _asked.Add(name);
        if (!element.TryGetProperty(name, out var found) || found.ValueKind == JsonValueKind.Null)
            return null;
        if (found.ValueKind == kind)
            return found;
        Bad(name, $"it must be {what}");
        return null;
    }

    private IEnumerable<(JsonElement Item, string Path)> Items(string name)
    {
        if (Get(name, JsonValueKind.Array, "a list") is not { } list)
            yield break;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (index >= MostItems)
            {
                Bad(name, $"it has more than {MostItems} items");
                yield break;
            }
            yield return (item, $"{path}.{name}[{index++}]");
        }
    }

    private string Plain(JsonElement text, string at)
    {
        string value;
        try
        {
            value = text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            problems.Add(new OciProblem(at, "it holds half of a surrogate pair"));
            return "";
        }
        if (value.Contains('\0'))
            problems.Add(new OciProblem(at, "it holds a NUL character, which ends a text for the kernel"));
        return value;
    }
}
