using System.Globalization;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgclassify(1) does.</summary>
internal sealed class CgroupClassifyVerb : Verb
{
    public override string Name => "cgroup classify";

    public override string Summary => "Move running processes into a cgroup (cgclassify)";

    public override string Operands => "[PATH] PID...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Groups, CgroupPlaces.Of];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (places, words) = await CgroupPlaces.FindAsync(call, Name);
        if (words.Count == 0)
            throw new UsageException("a PID is wanted", Name);
        foreach (var word in words)
        {
            // 0 would be this process, which is about to end.
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == 0)
                throw new UsageException($"'{word}' is no pid", Name);
        }
        foreach (var word in words)
        {
            foreach (var (_, directory) in places)
                CgroupFile.Write($"{directory}/cgroup.procs", word);
        }
        return 0;
    }
}
