using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgget(1) does.</summary>
internal sealed class CgroupGetVerb : Verb
{
    private static readonly IReadOnlyList<Column<CgroupParameter>> Columns =
        [new("PARAMETER", p => p.Name), new("VALUE", p => p.Value)];

    public override string Name => "cgroup get";

    public override string Summary => "Show parameters of a cgroup (cgget): some, a controller's, or all";

    public override string Operands => "PATH [PARAMETER|CONTROLLER...]";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Of, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (places, wanted) = await CgroupPlaces.FindAsync(call, Name);
        var found = new List<CgroupParameter>();
        foreach (var name in wanted)
        {
            var before = found.Count;
            found.AddRange(Read(places, file => file == name || file.StartsWith(name + ".", StringComparison.Ordinal)));
            if (found.Count == before)
                throw new UsageException($"the cgroup has no readable parameter {name}", Name);
        }
        if (wanted.Count == 0)
            found.AddRange(Read(places, _ => true));
        Write(call, found);
        return 0;
    }

    private static IEnumerable<CgroupParameter> Read(
        IReadOnlyList<(CgroupTree Tree, string Directory)> places, Func<string, bool> isWanted)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, directory) in places)
        {
            foreach (var path in Directory.GetFiles(directory).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(path);
                if (isWanted(name) && CgroupFile.TryRead(path) is { } value && seen.Add(name))
                    yield return new CgroupParameter(name, value.TrimEnd('\n'));
            }
        }
    }

    /// <summary>As cgget: <c>name: value</c>, further lines of a value indented.</summary>
    private static void Write(Invocation call, IReadOnlyList<CgroupParameter> found)
    {
        if (call.Render.Format != "table")
        {
            call.Render.List(found, Columns, IsolationJson.Indented.IReadOnlyListCgroupParameter);
            return;
        }
        foreach (var (name, value) in found)
            call.Out.Write($"{name}: {string.Join("\n\t", value.Split('\n').Select(Printable.Text))}\n");
    }
}
