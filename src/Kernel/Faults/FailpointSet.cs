using System.Globalization;

namespace Orchestrator.Kernel.Faults;

/// <summary>The places that ORCH_FAILPOINTS names. Hits of others cost a comparison of names, and nothing is allocated.</summary>
internal sealed class FailpointSet : IFailpoints
{
    private readonly FailpointRule[] _rules;

    private FailpointSet(string text, FailpointRule[] rules, string? problem)
    {
        Text = text;
        _rules = rules;
        Problem = problem;
    }

    public string Text { get; }

    public string? Problem { get; }

    public IReadOnlyList<FailpointRule> Rules => _rules;

    /// <summary>Null for an empty text.</summary>
    public static FailpointSet? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var rules = new List<FailpointRule>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Rule(part, out var rule) is { } problem)
                return new FailpointSet(text, [], $"{Failpoint.Variable}: '{part}': {problem}");
            rules.Add(rule!);
        }
        return new FailpointSet(text, [.. rules], null);
    }

    public int Hit(string name)
    {
        foreach (var rule in _rules)
        {
            if (rule.Name == name && rule.Hit() is var errno and not 0)
                return errno;
        }
        return 0;
    }

    private static string? Rule(string part, out FailpointRule? rule)
    {
        rule = null;
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return "no '=' in it. Write name=action or name=action@n";
        var name = part[..equals].Trim();
        if (!FailpointNames.All.Contains(name))
            return $"there is no such failpoint. There are: {string.Join(", ", FailpointNames.All)}";
        var what = part[(equals + 1)..].Trim();
        var only = 0;
        if (what.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            if (!int.TryParse(what[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out only) || only == 0)
                return "after '@' comes the number of the hit, from 1";
            what = what[..at];
        }
        var open = what.IndexOf('(', StringComparison.Ordinal);
        var argument = open >= 0 && what.EndsWith(')') ? what[(open + 1)..^1] : null;
        if (Action(argument is null ? what : what[..open], argument) is not var (action, number))
            return "the actions are kill, error, error(ERRNO, e.g. ENOSPC), delay(MILLISECONDS) and hang";
        rule = new FailpointRule(name, action, number, only);
        return null;
    }

    private static (FailpointAction Action, int Number)? Action(string action, string? argument) => (action, argument) switch
    {
        ("kill", null) => (FailpointAction.Kill, 0),
        ("hang", null) => (FailpointAction.Hang, 0),
        ("error", null) => (FailpointAction.Error, Errno.EIO),
        ("error", { } name) when NumberOf(name) is { } errno => (FailpointAction.Error, errno),
        ("delay", { } text) when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) =>
            (FailpointAction.Delay, ms),
        _ => null,
    };

    private static int? NumberOf(string name)
    {
        for (var errno = 1; errno < 134; errno++)
        {
            if (Errno.Name(errno) == name)
                return errno;
        }
        return null;
    }
}
