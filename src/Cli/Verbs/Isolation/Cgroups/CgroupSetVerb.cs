using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgset(1) does.</summary>
internal sealed class CgroupSetVerb : Verb
{
    public override string Name => "cgroup set";

    public override string Summary => "Write parameters of a cgroup (cgset), e.g. memory.max=64M";

    public override string Operands => "PATH PARAMETER=VALUE...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Of];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (places, pairs) = await CgroupPlaces.FindAsync(call, Name);
        if (pairs.Count == 0)
            throw new UsageException("a PARAMETER=VALUE is wanted, such as memory.max=64M", Name);
        // All are looked at before the first is written.
        var writes = pairs.Select(pair => Write(pair, places)).ToArray();
        foreach (var (file, value) in writes)
            CgroupFile.Write(file, value);
        return 0;
    }

    private (string File, string Value) Write(string pair, IReadOnlyList<(CgroupTree Tree, string Directory)> places)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new UsageException($"PARAMETER=VALUE is wanted, such as memory.max=64M, not '{pair}'", Name);
        var name = pair[..equals];
        if (name.Contains('/', StringComparison.Ordinal))
            throw new UsageException($"'{name}' is no parameter but a path", Name);
        foreach (var (_, directory) in places)
        {
            var file = $"{directory}/{name}";
            if (File.Exists(file))
                return (file, pair[(equals + 1)..]);
        }
        throw new UsageException(
            $"the cgroup has no parameter {name}; orch cgroup get lists what it has ({string.Join(", ", places.Select(place => place.Directory))})", Name);
    }
}
