using Orchestrator.Formats.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>The spec while it is made from a configuration.</summary>
internal sealed class LxcBuilder(LxcSettings settings, LxcContext context)
{
    public LxcSettings Settings { get; } = settings;

    public LxcContext Context { get; } = context;

    public ContainerSpec Spec { get; set; } = context.Asked;

    public bool Ephemeral { get; set; }

    public List<string> Problems { get; } = [];

    public List<string> Notes { get; } = [];

    public void Refuse(LxcItem item, string reason) => Problems.Add($"{item.Place}: {item.Key} = {item.Value}: {reason}");

    public void Note(LxcItem item, string reason) => Notes.Add($"{item.Place}: {item.Key} = {item.Value} has no effect: {reason}");

    public bool Flag(string key) => Settings.Value(key) == "1";
}
