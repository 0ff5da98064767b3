using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>--filter</c> of <c>ps</c> and <c>stats</c>: keys of one kind are alternatives, different kinds must all fit.</summary>
internal sealed class ContainerFilter
{
    private static readonly string[] Keys = ["name", "state", "image", "label", "batch", "exit"];

    private readonly ILookup<string, string> _wanted;

    public ContainerFilter(Arguments given)
    {
        var pairs = new List<(string Key, string Value)>();
        foreach (var text in given.All(GlobalOptions.Filter))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !Keys.Contains(text[..equals]))
                throw new UsageException($"--filter wants KEY=VALUE with a key of {string.Join(", ", Keys)}, not '{text}'");
            pairs.Add((text[..equals], text[(equals + 1)..]));
        }
        _wanted = pairs.ToLookup(p => p.Key, p => p.Value);
    }

    public bool Fits(ContainerView container) => _wanted.All(group => group.Any(value => Fits(container, group.Key, value)));

    private static bool Fits(ContainerView container, string key, string value) => key switch
    {
        "name" => container.Name.Contains(value, StringComparison.Ordinal),
        "state" => container.State.Equals(value, StringComparison.OrdinalIgnoreCase),
        "image" => container.Image == value,
        "batch" => container.Batch == value,
        "exit" => ContainerColumns.Exit(container.Exit).Equals(value, StringComparison.OrdinalIgnoreCase),
        _ => Label(container, value),
    };

    private static bool Label(ContainerView container, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? container.Labels.ContainsKey(text)
            : container.Labels.TryGetValue(text[..equals], out var value) && value == text[(equals + 1)..];
    }
}
