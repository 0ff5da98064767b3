using System.Globalization;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>
/// Reads LXC's seccomp policy files: the version, a line <c>allowlist|denylist [action]</c>, then a rule a line. Where
/// liblxc fails without a word or takes a typing error for an action, the line and column are told.
/// </summary>
internal sealed class LxcPolicyReader
{
    private static readonly string[] ForeignSections =
    [
        "arm", "ppc", "ppc64", "ppc64le", "mips", "mips64", "mips64n32", "mipsel", "mipsel64", "mipsel64n32", "s390",
        "s390x", "loongarch64",
    ];

    /// <summary>MNT_FORCE of umount2(2).</summary>
    private const ulong Force = 1;

    private readonly string _name;
    private readonly string[] _lines;
    private readonly ProblemList _problems = new();
    private readonly List<LxcRule> _rules = [];
    private SeccompAbi? _abi;
    private bool _isForeign;

    private LxcPolicyReader(string name, string text)
    {
        _name = name;
        _lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
    }

    public static PolicyReading Read(string name, string text)
    {
        var reader = new LxcPolicyReader(name, text);
        var policy = reader.Read();
        return new PolicyReading(reader._problems.HasErrors ? null : policy, reader._problems.All);
    }

    private LxcPolicy? Read()
    {
        // liblxc takes the number with scanf, which passes over blank lines before and after it.
        var at = Next(0);
        if (at == _lines.Length || _lines[at].Trim() is not ("1" or "2"))
        {
            _problems.Error(
                at == _lines.Length ? 1 : at + 1, 1,
                "an LXC policy begins with its version, 1 or 2, alone on the first line; an OCI profile is a JSON object");
            return null;
        }
        var isFirst = _lines[at].Trim() == "1";
        at = Next(at + 1);
        if (at == _lines.Length)
        {
            _problems.Error(at, 1, isFirst ? "the second line must be 'allowlist'" : "the second line must be 'allowlist' or 'denylist', and may give the default action");
            return null;
        }
        return isFirst ? ReadFirst(at) : ReadSecond(at);
    }

    private int Next(int at)
    {
        while (at < _lines.Length && string.IsNullOrWhiteSpace(_lines[at]))
            at++;
        return at;
    }

    private LxcPolicy? ReadFirst(int head)
    {
        if (!_lines[head].Contains("allowlist", StringComparison.Ordinal))
        {
            _problems.Error(head + 1, 1, "version 1 knows 'allowlist' only (the older word whitelist is not taken there); a denylist needs version 2");
            return null;
        }
        RefuseDebug(head);
        for (var at = head + 1; at < _lines.Length; at++)
        {
            var text = _lines[at].Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 0xFFFF)
                _problems.Error(at + 1, 1, $"version 1 takes a system call number a line, not '{Cut(text)}'; names need version 2");
            else
                _rules.Add(new LxcRule(null, null, number, [], new Verdict(SeccompAction.Allow, new SourcePlace(at + 1, text))));
        }
        var fallback = new Verdict(SeccompAction.KillThread, new SourcePlace(head + 1, $"{_lines[head].Trim()} (all others are killed)"));
        return new LxcPolicy(_name, nativeOnly: true, fallback, _rules);
    }

    private LxcPolicy? ReadSecond(int head)
    {
        var line = new LxcLine(_lines[head]);
        var kind = line.Word();
        var isDeny = kind is "denylist" or "blacklist";
        if (!isDeny && kind is not ("allowlist" or "whitelist"))
        {
            _problems.Error(head + 1, line.WordColumn, $"the second line must begin with allowlist or denylist (also whitelist, blacklist), not '{Cut(kind)}'");
            return null;
        }
        RefuseDebug(head);
        var place = new SourcePlace(head + 1, _lines[head].Trim());
        var fallback = new Verdict(isDeny ? SeccompAction.Allow : SeccompAction.KillThread, place);
        if (line.HasMore)
        {
            if (LxcActionReader.Read(line, out var problem) is { } given)
                fallback = new Verdict(given, place);
            else
                _problems.Error(head + 1, line.WordColumn, problem!);
        }
        var ordinary = isDeny ? SeccompAction.KillThread : SeccompAction.Allow;
        for (var at = head + 1; at < _lines.Length; at++)
            ReadLine(at, ordinary);
        return new LxcPolicy(_name, nativeOnly: false, fallback, _rules);
    }

    private void ReadLine(int at, SeccompAction ordinary)
    {
        var text = _lines[at];
        if (string.IsNullOrWhiteSpace(text) || text.TrimStart()[0] == '#')
            return;
        if (text.TrimStart()[0] == '[')
        {
            ReadSection(at);
            return;
        }
        if (_isForeign)
            return;
        var line = new LxcLine(text);
        var name = line.Word();
        var column = line.WordColumn;
        var place = new SourcePlace(at + 1, text.Trim());
        if (name == "reject_force_umount")
        {
            _rules.Add(new LxcRule(
                _abi, "umount2", 0, [new ArgumentTest(1, Comparison.EQ, Force, Force)],
                new Verdict(SeccompAction.Errno(Kernel.Errno.EACCES), place)));
            return;
        }
        var action = ordinary;
        if (line.HasMore && !line.IsAtArgument)
        {
            if (LxcActionReader.Read(line, out var problem) is not { } given)
            {
                _problems.Error(at + 1, line.WordColumn, problem!);
                return;
            }
            action = given;
        }
        if (LxcArgumentReader.Read(line, out var bad) is not { } tests)
        {
            _problems.Error(at + 1, line.WordColumn, bad!);
            return;
        }
        if (!SeccompMachine.IsSystemCall(name))
        {
            _problems.Warn(at + 1, column, $"'{Cut(name)}' is no known system call; the line is passed over, as liblxc does");
            return;
        }
        _rules.Add(new LxcRule(_abi, name, 0, tests, new Verdict(action, place)));
    }

    private void ReadSection(int at)
    {
        var text = _lines[at].Trim();
        var end = text.IndexOf(']', StringComparison.Ordinal);
        var name = end < 0 ? text[1..] : text[1..end];
        var lower = name.ToLowerInvariant();
        var rest = end < 0 ? "" : text[(end + 1)..].TrimStart();
        var isKnown = end > 0 && (rest.Length == 0 || rest[0] == '#') && (name == lower || name == name.ToUpperInvariant());
        (_abi, _isForeign) = lower switch
        {
            "all" => ((SeccompAbi?)null, false),
            "x86_64" => (SeccompAbi.X8664, false),
            "x86" => (SeccompAbi.I386, false),
            "x32" => (SeccompAbi.X32, false),
            "arm64" => (SeccompAbi.Arm64, false),
            _ => (null, true),
        };
        if (!isKnown || (_isForeign && !ForeignSections.Contains(lower)))
        {
            _problems.Error(
                at + 1, 1,
                $"'{Cut(text)}' is no architecture. Known: [all], [x86], [x86_64], [x32], [arm64], and, passed over here, "
                + string.Join(", ", ForeignSections.Select(section => $"[{section}]")));
        }
    }

    private void RefuseDebug(int head)
    {
        if (_lines[head].IndexOf("debug", StringComparison.Ordinal) is var at and >= 0)
            _problems.Error(head + 1, at + 1, "'debug' is not carried out, by liblxc neither; leave it out");
    }

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
