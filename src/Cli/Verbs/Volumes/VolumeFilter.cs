using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Volumes;

namespace Orchestrator.Cli.Verbs.Volumes;

/// <summary><c>--filter</c> of volumes: keys of one kind are alternatives, but every label must be there; different kinds must all fit.</summary>
internal sealed class VolumeFilter
{
    private static readonly string[] Keys = ["name", "label", "dangling", "anonymous"];

    private readonly ILookup<string, string> _wanted;

    public VolumeFilter(Arguments given)
    {
        var pairs = new List<(string Key, string Value)>();
        foreach (var text in given.All(GlobalOptions.Filter))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var key = equals > 0 ? text[..equals] : "";
            if (!Keys.Contains(key))
                throw new UsageException($"--filter wants KEY=VALUE with a key of {string.Join(", ", Keys)}, not '{text}'");
            if (key is "dangling" or "anonymous" && text[(equals + 1)..] is not ("true" or "false"))
                throw new UsageException($"--filter {key} is true or false, not '{text[(equals + 1)..]}'");
            pairs.Add((key, text[(equals + 1)..]));
        }
        _wanted = pairs.ToLookup(pair => pair.Key, pair => pair.Value);
    }

    public bool Fits(VolumeView volume) => _wanted.All(group => group.Key == "label"
        ? group.All(text => Label(volume, text))
        : group.Any(value => Fits(volume, group.Key, value)));

    private static bool Fits(VolumeView volume, string key, string value) => key switch
    {
        "name" => volume.Name.Contains(value, StringComparison.Ordinal),
        "dangling" => (volume.UsedBy.Count == 0) == (value == "true"),
        _ => volume.Anonymous == (value == "true"),
    };

    private static bool Label(VolumeView volume, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? volume.Labels.ContainsKey(text)
            : volume.Labels.TryGetValue(text[..equals], out var value) && value == text[(equals + 1)..];
    }
}
