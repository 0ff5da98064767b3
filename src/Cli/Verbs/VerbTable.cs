namespace Orchestrator.Cli.Verbs;

/// <summary>All verbs by name.</summary>
internal sealed class VerbTable
{
    private readonly Dictionary<string, Verb> _byName = new(StringComparer.Ordinal);

    public VerbTable(IReadOnlyList<Verb> verbs)
    {
        All = verbs;
        Help = new HelpVerb(this);
        foreach (var verb in verbs.Append(Help))
        {
            _byName[verb.Name] = verb;
            foreach (var alias in verb.Aliases)
                _byName[alias] = verb;
        }
    }

    public IReadOnlyList<Verb> All { get; }

    public Verb Help { get; }

    /// <summary>Words that may stand first, aliases included.</summary>
    public IReadOnlyList<string> FirstWords => [.. _byName.Keys.Select(n => n.Split(' ')[0]).Distinct()];

    public Verb? Find(string name) => _byName.GetValueOrDefault(name);

    public IReadOnlyList<Verb> Group(string word) =>
        [.. All.Where(v => v.Name.StartsWith(word + " ", StringComparison.Ordinal))];
}
