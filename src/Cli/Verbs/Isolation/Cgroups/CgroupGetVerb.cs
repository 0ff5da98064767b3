using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgget(1) does, and what binds a group in the end.</summary>
internal sealed class CgroupGetVerb : Verb
{
    private static readonly Option Variable = new("--variable", "-r", "PARAMETER", "Show it of each PATH") { Repeats = true };
    private static readonly Option Controller = new("--group", "-g", "CONTROLLER[:PATH]", "Show what the controller has, of that group or of each PATH") { Repeats = true };
    private static readonly Option Everything = new("--all", "-a", null, "Show everything of each PATH");
    private static readonly Option NoHeaders = new("--no-headers", "-n", null, "Without the name of the group before its parameters");
    private static readonly Option ValuesOnly = new("--values-only", "-v", null, "Values without names");
    private static readonly Option Effective = new("--effective", "-e", null, "Limits as they bind, with the group above that each comes from");

    private static readonly IReadOnlyList<Column<CgroupParameter>> Columns =
        [new("PARAMETER", p => p.Name), new("VALUE", p => p.Value)];

    private static readonly IReadOnlyList<Column<CgroupBinding>> Bindings =
        [new("PARAMETER", b => b.Parameter), new("VALUE", b => b.Value), new("EFFECTIVE", b => b.Effective), new("FROM", b => b.From ?? "-")];

    public override string Name => "cgroup get";

    public override string Summary => "Show parameters of a cgroup (cgget): some, a controller's, or all; with -e what binds it";

    public override string Operands => "[PATH] [PARAMETER|CONTROLLER...] | -r PARAMETER|-g CONTROLLER|-a PATH...";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } =
        [CgroupPlaces.Of, Variable, Controller, Everything, NoHeaders, ValuesOnly, Effective, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        if (given.Has(Variable) || given.Has(Controller) || given.Has(Everything))
            return LikeCgget(call);
        var (places, wanted) = await CgroupPlaces.FindAsync(call, Name);
        if (given.Has(Effective))
        {
            call.Render.List([.. places.SelectMany(place => Binding(place, wanted))], Bindings, IsolationJson.Indented.IReadOnlyListCgroupBinding);
            return 0;
        }
        Write(call, Find(places, wanted));
        return 0;
    }

    /// <summary>With its options the operands are groups, and each gets a header.</summary>
    private int LikeCgget(Invocation call)
    {
        var mounted = CgroupTree.Mounted();
        var groups = new List<(string Title, CgroupOperand Operand, List<string> Wanted)>();
        string[] bare = [.. call.Arguments.All(Controller).Where(text => !text.Contains(':'))];
        string[] wanted = [.. call.Arguments.All(Variable), .. bare];
        foreach (var text in call.Arguments.All(Controller).Except(bare))
        {
            var operand = CgroupOperand.Parse(text, mounted, Name);
            string[] controllers = [.. operand.Controllers.Where(name => name != "v2")];
            groups.Add((operand.Path, operand, [.. call.Arguments.Has(Variable) ? call.Arguments.All(Variable) : controllers]));
        }
        foreach (var path in call.Operands)
            groups.Add((path, CgroupOperand.Parse(path, mounted, Name), [.. wanted]));
        if (groups.Count == 0)
            throw new UsageException("a PATH is wanted, or -g CONTROLLER:PATH", Name);
        var all = new List<CgroupParameter>();
        foreach (var (title, operand, names) in groups)
        {
            var found = Find(CgroupPlaces.Existing(operand.Directories, title), call.Arguments.Has(Everything) ? [] : names);
            all.AddRange(found);
            if (call.Render.Format != "table")
                continue;
            if (!call.Arguments.Has(NoHeaders))
                call.Out.Write($"{title}:\n");
            Write(call, found);
            if (!call.Arguments.Has(NoHeaders))
                call.Out.Write("\n");
        }
        if (call.Render.Format != "table")
            Write(call, all);
        return 0;
    }

    private List<CgroupParameter> Find(IReadOnlyList<(CgroupTree Tree, string Directory)> places, IReadOnlyList<string> wanted)
    {
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
        return found;
    }

    private static IEnumerable<CgroupBinding> Binding((CgroupTree Tree, string Directory) place, IReadOnlyList<string> wanted)
    {
        var path = place.Directory[place.Tree.MountPoint.Length..].Trim('/');
        var chain = GroupChain.Of(place.Tree.MountPoint, path);
        foreach (var file in Directory.GetFiles(place.Directory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal))
        {
            if (InheritedLimits.KindOf(file) is null || (wanted.Count > 0 && !wanted.Any(name => file == name || file.StartsWith(name + ".", StringComparison.Ordinal))))
                continue;
            foreach (var limit in InheritedLimits.Of(chain, file))
                yield return new CgroupBinding("/" + path, limit.Key is null ? limit.File : $"{limit.File} {limit.Key}", limit.Value, limit.Effective, limit.From);
        }
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
        {
            var text = string.Join("\n\t", value.Split('\n').Select(Printable.Text));
            call.Out.Write(call.Arguments.Has(ValuesOnly) ? $"{text}\n" : $"{name}: {text}\n");
        }
    }
}
