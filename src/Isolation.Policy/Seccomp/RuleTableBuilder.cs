namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// Gathers the rules of one ABI in the order of the profile. As in libseccomp, a rule without conditions is larger than
/// any with them: the first such one decides, and the others of its call come to nothing.
/// </summary>
internal sealed class RuleTableBuilder(SeccompAbi abi, Verdict fallback)
{
    private static readonly SourcePlace NewerPlace = SourcePlace.BuiltIn("newer than the profile knows: libc falls back to an older call");

    private readonly Dictionary<int, Draft> _byNumber = [];
    private readonly Dictionary<string, Draft> _multiplexed = new(StringComparer.Ordinal);
    private int _newest = abi.Established;

    /// <summary>A name that the profile knows, whether its rule is in force or not.</summary>
    public void Mention(string name)
    {
        if (abi.Table.Numbers.TryGetValue(name, out var number))
            _newest = Math.Max(_newest, number);
    }

    /// <summary>Adds nothing if this ABI has no such call.</summary>
    public void Add(string name, IReadOnlyList<ArgumentTest> tests, Verdict verdict)
    {
        Mention(name);
        foreach (var draft in Drafts(name))
            draft.Add(tests, verdict);
    }

    public void Add(int number, Verdict verdict)
    {
        _newest = Math.Max(_newest, number);
        Of(number).Add([], verdict);
    }

    /// <summary>The whole rule of a call, unless it has one already.</summary>
    public void Set(string name, SyscallRule rule)
    {
        Mention(name);
        foreach (var draft in Drafts(name))
            draft.Complete ??= rule;
    }

    public AbiRules Build()
    {
        foreach (var (name, draft) in _multiplexed)
        {
            var call = MultiplexedCall.Find(abi, name)!.Value;
            Of(call.Through).Add([call.Test], draft.Strictest(fallback));
        }
        var beyond = fallback.Action.IsErrno
            ? new Verdict(SeccompAction.Errno(Kernel.Errno.ENOSYS), NewerPlace)
            : fallback;
        return new AbiRules(
            abi, _byNumber.ToDictionary(pair => pair.Key, pair => pair.Value.ToRule(fallback)),
            new SyscallRule(fallback), _newest, new SyscallRule(beyond));
    }

    private IEnumerable<Draft> Drafts(string name)
    {
        if (abi.Table.Numbers.TryGetValue(name, out var number))
            yield return Of(number);
        if (MultiplexedCall.Find(abi, name) is null)
            yield break;
        if (!_multiplexed.TryGetValue(name, out var draft))
            _multiplexed.Add(name, draft = new Draft());
        yield return draft;
    }

    private Draft Of(int number)
    {
        if (!_byNumber.TryGetValue(number, out var draft))
            _byNumber.Add(number, draft = new Draft());
        return draft;
    }

    private sealed class Draft
    {
        private readonly List<RuleCase> _cases = [];

        public SyscallRule? Complete { get; set; }

        public void Add(IReadOnlyList<ArgumentTest> tests, Verdict verdict)
        {
            if (tests.Count == 0)
                Complete ??= new SyscallRule(verdict);
            else
                _cases.Add(new RuleCase(tests, verdict));
        }

        public SyscallRule ToRule(Verdict fallback) => Complete ?? new SyscallRule(_cases, fallback);

        /// <summary>Behind a multiplexer no argument can be tested: what the call could meet at worst.</summary>
        public Verdict Strictest(Verdict fallback)
        {
            var rule = ToRule(fallback);
            return rule.Cases.Select(one => one.Verdict).Append(rule.Otherwise).MinBy(verdict => verdict.Action.Strictness)!;
        }
    }
}
