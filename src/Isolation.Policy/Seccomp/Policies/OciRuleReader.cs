using System.Globalization;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp.Policies.Json;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>Reads one entry of <c>syscalls</c>.</summary>
internal sealed class OciRuleReader(JsonText text, OciValues values)
{
    private const int MostArguments = 6;

    private static readonly string[] KnownMembers =
        ["names", "name", "action", "errnoRet", "errno", "args", "comment", "includes", "excludes", "priority"];

    /// <summary>GOARCH and the sub-architectures that profiles write beside them.</summary>
    private static readonly string[] GoNames =
    [
        "386", "amd64", "arm", "arm64", "loong64", "loongarch64", "mips", "mips64", "mips64le", "mips64n32", "mipsel",
        "mipsel64", "mipsel64n32", "mipsle", "parisc", "parisc64", "ppc", "ppc64", "ppc64le", "riscv64", "s390", "s390x", "x32", "x86",
    ];

    public OciRule? Read(JsonPart item)
    {
        if (!values.IsObject(item))
            return null;
        foreach (var (key, part) in item.Members)
        {
            if (!KnownMembers.Contains(key))
                values.Warn(part, "is no member of a rule; it is passed over");
        }
        var names = Names(item);
        if (item.Get("action") is not { } action)
        {
            values.Error(item, "has no 'action', such as SCMP_ACT_ALLOW");
            return null;
        }
        return new OciRule(
            names, Alternatives(item), values.Action(action, item.Get("errnoRet"), item.Get("errno")),
            Filter(item.Get("includes")), Filter(item.Get("excludes")));
    }

    private List<(string Name, SourcePlace Place)> Names(JsonPart item)
    {
        var names = new List<(string Name, SourcePlace Place)>();
        var single = item.Get("name");
        var many = item.Get("names");
        // Before 2017 a rule had one name; an empty one is written beside 'names' by some.
        if (single is { Text.Length: > 0 } && many is { Items.Count: > 0 })
            values.Error(single, "stands beside 'names'; only one of them may be given");
        IReadOnlyList<JsonPart> parts = many is { Items.Count: > 0 } ? many.Items : single is null ? [] : [single];
        if (many is not null)
            values.Array(many);
        if (parts.Count == 0)
            values.Error(item, "has no 'names'");
        foreach (var part in parts)
        {
            if (values.String(part) is not { } name)
                continue;
            if (SeccompMachine.IsSystemCall(name))
                names.Add((name, new SourcePlace(text.Place(part.Offset).Line, part.Path)));
            else
                values.Error(part, $"'{OciValues.Cut(name)}' is no system call of any architecture up to Linux 6.18; take it out");
        }
        return names;
    }

    private List<IReadOnlyList<ArgumentTest>> Alternatives(JsonPart item)
    {
        var tests = new List<ArgumentTest>();
        if (item.Get("args") is { } args)
        {
            foreach (var part in values.Array(args))
            {
                if (Test(part) is { } test)
                    tests.Add(test);
            }
        }
        // As runc and crun have it: an argument that is tested twice makes each test a rule of its own.
        return tests.Select(test => test.Argument).Distinct().Count() == tests.Count
            ? [tests]
            : [.. tests.Select(test => (IReadOnlyList<ArgumentTest>)[test])];
    }

    private ArgumentTest? Test(JsonPart part)
    {
        if (!values.IsObject(part))
            return null;
        if (part.Get("index") is not { } index || part.Get("value") is not { } value || part.Get("op") is not { } op)
        {
            values.Error(part, "must have 'index', 'value' and 'op'");
            return null;
        }
        var second = part.Get("valueTwo") is { } two ? values.Number(two) : 0;
        if (values.Number(index, MostArguments - 1) is not { } argument || values.Number(value) is not { } number
            || second is null || values.String(op) is not { } name)
        {
            return null;
        }
        if (!ComparisonNames.TryParse(name, out var comparison, out var isMasked) || !name.StartsWith("SCMP", StringComparison.Ordinal))
        {
            values.Error(op, $"'{OciValues.Cut(name)}' is no comparison: use SCMP_CMP_NE, _LT, _LE, _EQ, _GE, _GT or _MASKED_EQ");
            return null;
        }
        // In OCI profiles 'value' is the mask of a masked comparison and 'valueTwo' what is compared with.
        return isMasked
            ? new ArgumentTest((int)argument, comparison, second.Value, number)
            : new ArgumentTest((int)argument, comparison, number);
    }

    private OciFilter Filter(JsonPart? part)
    {
        if (part is null || !values.IsObject(part))
            return OciFilter.None;
        var held = CapabilitySet.Empty;
        if (part.Get("caps") is { } caps)
        {
            foreach (var item in values.Array(caps))
            {
                if (values.String(item) is not { } name)
                    continue;
                if (CapabilityNames.TryParse(name, out var capability))
                    held = held.With(CapabilitySet.Of(capability));
                else
                    values.Error(item, $"'{OciValues.Cut(name)}' is no capability (capabilities(7))");
            }
        }
        var architectures = new List<string>();
        if (part.Get("arches") is { } arches)
        {
            foreach (var item in values.Array(arches))
            {
                if (values.String(item) is not { } name)
                    continue;
                if (GoNames.Contains(name))
                    architectures.Add(name);
                else
                    values.Error(item, $"'{OciValues.Cut(name)}' is no architecture; known are {string.Join(", ", GoNames)}");
            }
        }
        return new OciFilter(held, architectures, MinKernel(part.Get("minKernel")));
    }

    private Version? MinKernel(JsonPart? part)
    {
        if (part is null || values.String(part) is not { } given)
            return null;
        var numbers = given.Split('.');
        if (numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
        {
            return new Version(major, minor);
        }
        values.Error(part, $"'{OciValues.Cut(given)}' is no kernel version such as 4.8");
        return null;
    }
}
