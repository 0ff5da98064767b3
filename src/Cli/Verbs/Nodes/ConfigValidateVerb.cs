using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Batches.Files;
using Orchestrator.Contracts.Configuration;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class ConfigValidateVerb : Verb
{
    private static readonly Option Batch = new("--batch", null, null, "The file is a batch");
    private static readonly Option Lxc = new("--lxc", null, null, "The file is an LXC configuration; says what becomes of each key");
    private static readonly Option Oci = new("--oci", null, null, "The file is the config.json of an OCI bundle, or its folder");
    private static readonly Option Legacy = new("--legacy", null, null, "Take keys from before LXC 2.1 for what they are called now");

    public override string Name => "config validate";

    public override string Summary => "Check a configuration, batch file, LXC configuration or OCI bundle without running it";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Batch, Lxc, Oci, Legacy];

    public override Task<int> RunAsync(Invocation call)
    {
        var file = call.Operands[0];
        IReadOnlyList<string> errors;
        if (call.Arguments.Has(Batch))
        {
            var (definition, found) = BatchFileReader.ReadFile(file);
            errors = [.. found.Select(e => e.ToString())];
            if (definition is not null)
                call.Out.Write($"{file}: a batch of {definition.Jobs.Count} jobs with {definition.Jobs.Sum(j => j.MemberCount)} members\n");
        }
        else if (call.Arguments.Has(Oci))
        {
            (_, errors) = OciBundle.Check(file, strict: true);
            if (errors.Count == 0)
                call.Out.Write($"{file}: a configuration that can be carried out, but for what only the host can tell\n");
        }
        else if (call.Arguments.Has(Lxc))
        {
            errors = LxcValidation.Run(call, file, call.Arguments.Has(Legacy));
        }
        else
        {
            (var settings, errors) = DaemonSettingsReader.Read(file, new Dictionary<string, string>(), mustExist: true);
            if (settings.Gap is { } gap)
                errors = [.. errors, $"{file}: {gap}"];
            if (errors.Count == 0)
                call.Out.Write($"{file}: a sound configuration\n");
        }
        foreach (var error in errors)
            call.Note($"orch: {error}");
        return Task.FromResult(errors.Count == 0 ? 0 : ExitCodes.Usage);
    }
}
