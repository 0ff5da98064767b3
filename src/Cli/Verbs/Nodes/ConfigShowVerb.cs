using Orchestrator.Contracts.Configuration;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class ConfigShowVerb : Verb
{
    public override string Name => "config show";

    public override string Summary => "Show the configuration that a daemon of this root would have, and from where";

    public override Task<int> RunAsync(Invocation call)
    {
        var layout = call.Place.Layout;
        call.Out.Write($"# root: {layout.Root ?? "the system's folders"}\n# data: {layout.Data}\n# run:  {layout.Run}\n# log:  {layout.Log}\n");
        var (settings, errors) = DaemonSettingsReader.Read(layout.Configuration, call.Surroundings.Environment);
        errors = [.. errors, .. settings.Gap is { } gap ? [gap] : Array.Empty<string>()];
        foreach (var error in errors)
            call.Note($"orch: {error}");
        foreach (var section in DaemonSettingsKeys.All.GroupBy(k => k.Section))
        {
            call.Out.Write($"{section.Key}:\n");
            foreach (var key in section)
                call.Out.Write($"  {key.Name}: {key.Show(settings)}   # {key.Help}\n");
        }
        return Task.FromResult(errors.Count == 0 ? 0 : ExitCodes.Usage);
    }
}
