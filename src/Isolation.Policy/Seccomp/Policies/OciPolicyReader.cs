using System.Text.Json;
using Orchestrator.Isolation.Seccomp.Policies.Json;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>
/// Reads OCI seccomp profiles (runtime-spec, config-linux.md) with what containers-common and Moby add: archMap, includes
/// and excludes, and errno by name.
/// </summary>
internal sealed class OciPolicyReader
{
    private static readonly string[] KnownMembers =
    [
        "defaultAction", "defaultErrnoRet", "defaultErrno", "architectures", "archMap", "syscalls", "flags",
        "listenerPath", "listenerMetadata",
    ];

    private readonly JsonText _text;
    private readonly ProblemList _problems = new();
    private readonly OciValues _values;

    private OciPolicyReader(string text)
    {
        _text = new JsonText(text);
        _values = new OciValues(_text, _problems);
    }

    public static PolicyReading Read(string name, string text)
    {
        var reader = new OciPolicyReader(text);
        var policy = reader._text.Parse(reader._problems) is { } root ? reader.Profile(name, root) : null;
        return new PolicyReading(reader._problems.HasErrors ? null : policy, reader._problems.All);
    }

    private OciPolicy? Profile(string name, JsonPart root)
    {
        if (root.Kind != JsonTokenType.StartObject)
        {
            _values.Error(root, "must be an object");
            return null;
        }
        foreach (var (key, part) in root.Members)
        {
            if (!KnownMembers.Contains(key) && !key.Contains("comment", StringComparison.OrdinalIgnoreCase))
                _values.Warn(part, "is no member of a seccomp profile; it is passed over");
        }
        if (root.Get("listenerPath") is { } listener)
            _values.Error(listener, "names a process that answers notifications (SCMP_ACT_NOTIFY), which this engine does not have; leave it out");
        if (root.Get("defaultAction") is not { } given)
        {
            _values.Error(root, "has no 'defaultAction', such as SCMP_ACT_ERRNO");
            return null;
        }
        var action = _values.Action(given, root.Get("defaultErrnoRet"), root.Get("defaultErrno"));
        var fallback = new Verdict(action, new SourcePlace(_text.Place(given.Offset).Line, $"defaultAction {given.Text}"));
        var open = new OciArchitectures(_values).Read(root);
        var rules = new List<OciRule>();
        if (root.Get("syscalls") is { } syscalls)
        {
            var reader = new OciRuleReader(_text, _values);
            foreach (var item in _values.Array(syscalls))
            {
                if (reader.Read(item) is { } rule)
                    rules.Add(rule);
            }
            WarnOfSocketcall(rules, open, syscalls);
        }
        return new OciPolicy(name, fallback, open, rules, Flags(root));
    }

    private uint Flags(JsonPart root)
    {
        var flags = 0u;
        if (root.Get("flags") is not { } given)
            return flags;
        foreach (var item in _values.Array(given))
        {
            switch (_values.String(item))
            {
                case "SECCOMP_FILTER_FLAG_LOG":
                    flags |= 1 << 1;
                    break;
                case "SECCOMP_FILTER_FLAG_SPEC_ALLOW":
                    flags |= 1 << 2;
                    break;
                case "SECCOMP_FILTER_FLAG_TSYNC":
                    // The filter is loaded by a process of one thread: there is nothing to synchronize.
                    break;
                case "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV":
                    _values.Error(item, "is about notifications, which this engine does not have; leave it out");
                    break;
                case { } other:
                    _values.Error(item, $"'{OciValues.Cut(other)}' is no flag: use SECCOMP_FILTER_FLAG_LOG, _SPEC_ALLOW or _TSYNC");
                    break;
            }
        }
        return flags;
    }

    /// <summary>The hole that Moby's profile notes (case E15): the conditions on socket do not reach through socketcall.</summary>
    private void WarnOfSocketcall(
        List<OciRule> rules, IReadOnlyDictionary<SeccompAbi, IReadOnlyList<SeccompAbi>> open, JsonPart syscalls)
    {
        var isOpen = open.GetValueOrDefault(SeccompAbi.X8664, []).Contains(SeccompAbi.I386);
        var passes = rules.Any(rule => rule.Action.IsPermissive && rule.Alternatives.Any(tests => tests.Count == 0)
            && rule.Names.Any(call => call.Name == "socketcall"));
        var conditional = rules.FirstOrDefault(rule => rule.Alternatives.Any(tests => tests.Count > 0)
            && rule.Names.Any(call => MultiplexedCall.Find(SeccompAbi.I386, call.Name) is { Through: MultiplexedCall.SocketCall }));
        if (isOpen && passes && conditional is not null)
        {
            _values.Warn(
                syscalls, $"lets x86's socketcall pass whole, so that the conditions on {conditional.Names[0].Name} "
                + $"(line {conditional.Names[0].Place.Line}) do not hold for 32-bit programs; leave SCMP_ARCH_X86 or socketcall out");
        }
    }
}
