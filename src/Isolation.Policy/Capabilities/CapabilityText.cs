using System.Globalization;
using System.Text;

namespace Orchestrator.Isolation.Capabilities;

/// <summary>
/// The texts of cap_from_text(3): clauses such as <c>cap_net_raw,cap_kill=ep</c>, <c>all=p</c> or <c>=i cap_chown-i</c>,
/// each of which changes what the ones before it gave.
/// </summary>
public static class CapabilityText
{
    private const int Bits = 64;
    private const string NoName = ",";

    private static int Known => CapabilityNames.All.Count;

    /// <summary>False with what is wrong.</summary>
    public static bool TryParse(string text, out CapabilityTriple sets, out string? problem)
    {
        sets = default;
        problem = null;
        var clauses = text.Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (clauses.Length == 0)
            problem = "no capabilities are given: write such as cap_net_raw=ep, or = for none";
        foreach (var clause in clauses)
        {
            if (problem is null)
                problem = Apply(clause, ref sets);
        }
        return problem is null;
    }

    /// <summary>As libcap writes it: a base for what most have, then what differs.</summary>
    public static string Format(CapabilityTriple sets)
    {
        var counts = new int[8];
        for (var capability = 0; capability < Known; capability++)
            counts[sets.FlagsOf(capability)]++;
        var common = 7;
        for (var flags = 6; flags >= 0; flags--)
        {
            if (counts[flags] > counts[common])
                common = flags;
        }
        var text = new StringBuilder(common == 0 ? "" : $"={Letters(common)}");
        var first = common == 0;
        for (var flags = 7; flags >= 0; flags--)
        {
            if (flags == common || counts[flags] == 0)
                continue;
            Clause(text, sets, 0, Known, flags, flags & ~common, common & ~flags, first);
            first = false;
        }
        // What this kernel's header does not name is shown by number, on its own.
        for (var flags = 7; flags > 0; flags--)
        {
            if (!Enumerable.Range(Known, Bits - Known).Any(capability => sets.FlagsOf(capability) == flags))
                continue;
            Clause(text, sets, Known, Bits, flags, flags, 0, first);
            first = false;
        }
        return text.Length == 0 ? "=" : text.ToString();
    }

    private static void Clause(
        StringBuilder text, CapabilityTriple sets, int from, int to, int flags, int more, int less, bool isFirst)
    {
        if (text.Length > 0)
            text.Append(' ');
        text.AppendJoin(',', Enumerable.Range(from, to - from).Where(capability => sets.FlagsOf(capability) == flags).Select(NameOf));
        if (more != 0)
            text.Append(isFirst ? '=' : '+').Append(Letters(more));
        if (less != 0)
            text.Append('-').Append(Letters(less));
    }

    private static string NameOf(int capability) => capability < Known
        ? "cap_" + CapabilityNames.All[capability].ToLowerInvariant()
        : capability.ToString(CultureInfo.InvariantCulture);

    private static string Letters(int flags) =>
        $"{((flags & 1) != 0 ? "e" : "")}{((flags & 4) != 0 ? "i" : "")}{((flags & 2) != 0 ? "p" : "")}";

    private static string? Apply(string clause, ref CapabilityTriple sets)
    {
        var at = clause.IndexOfAny(['=', '+', '-']);
        if (at < 0)
            return $"'{Cut(clause)}' has no =, + or - with e, i, p after it";
        if (!TryNames(clause[..at], out var names, out var unknown))
            return $"'{Cut(unknown)}' is no capability (capabilities(7))";
        // Without names '=' is about all of them; + and - would change nothing and are a slip.
        if (names == 0 && clause[at] != '=')
            return $"'{Cut(clause)}' has no names before its {clause[at]}";
        if (names == 0)
            names = (1UL << Known) - 1;
        while (at < clause.Length)
        {
            var sign = clause[at++];
            var flags = 0;
            for (; at < clause.Length && clause[at] is 'e' or 'i' or 'p'; at++)
                flags |= clause[at] switch { 'e' => 1, 'p' => 2, _ => 4 };
            if (at < clause.Length && clause[at] is not ('=' or '+' or '-'))
                return $"'{clause[at]}' in '{Cut(clause)}' is none of e (effective), i (inheritable), p (permitted)";
            if (flags == 0 && sign != '=')
                return $"'{Cut(clause)}' has no e, i or p after its {sign}";
            if (sign == '=')
                sets = sets.With(names, 7, on: false);
            sets = sets.With(names, flags, sign != '-');
        }
        return null;
    }

    private static bool TryNames(string text, out ulong names, out string unknown)
    {
        names = 0;
        unknown = "";
        if (text.Length == 0)
            return true;
        foreach (var name in text.Split(','))
        {
            if (name.Equals("all", StringComparison.OrdinalIgnoreCase))
                names |= (1UL << Known) - 1;
            else if (CapabilityNames.TryParse(name, out var capability))
                names |= 1UL << (int)capability;
            else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Bits)
                names |= 1UL << number;
            else
                unknown = name.Length == 0 ? NoName : name;
            if (unknown.Length > 0)
                return false;
        }
        return true;
    }

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
