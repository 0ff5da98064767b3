using System.Globalization;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>The argument tests of LXC policies: <c>[index,value,op]</c> or <c>[index,value,op,mask]</c>, all of which must hold.</summary>
internal static class LxcArgumentReader
{
    private const int MostArguments = 6;

    public static IReadOnlyList<ArgumentTest>? Read(LxcLine line, out string? problem)
    {
        problem = null;
        var tests = new List<ArgumentTest>();
        while (line.HasMore)
        {
            if (!line.IsAtArgument)
            {
                problem = $"'{Cut(line.Word())}' is too much: after the action come arguments such as [1,0x5412,SCMP_CMP_EQ]";
                return null;
            }
            if (line.Argument() is not { } inside)
            {
                problem = "the ']' of this argument is missing";
                return null;
            }
            if (One(inside, out problem) is not { } test)
                return null;
            // libseccomp takes an argument once in a rule.
            if (tests.Any(other => other.Argument == test.Argument))
            {
                problem = $"argument {test.Argument} is tested twice in one rule, which libseccomp refuses; write two rules (either may match) or one mask";
                return null;
            }
            tests.Add(test);
        }
        return tests;
    }

    private static ArgumentTest? One(string inside, out string? problem)
    {
        problem = null;
        var parts = inside.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length is not (3 or 4))
        {
            problem = $"an argument is [index,value,op] or [index,value,op,mask], not [{Cut(inside)}]";
        }
        else if (!TryNumber(parts[0], out var index) || index >= MostArguments)
        {
            problem = $"the index of an argument is from 0 to 5, not '{Cut(parts[0])}'";
        }
        else if (!TryNumber(parts[1], out var value))
        {
            problem = $"the value '{Cut(parts[1])}' is no decimal, octal (0…) or hexadecimal (0x…) number of 64 bits";
        }
        else if (!ComparisonNames.TryParse(parts[2], out var comparison, out var isMasked))
        {
            problem = $"'{Cut(parts[2])}' is no comparison: use {ComparisonNames.Known}";
        }
        else if (!isMasked)
        {
            // liblxc reads a mask beside every comparison and uses it for this one only.
            return new ArgumentTest((int)index, comparison, value);
        }
        else if (parts.Length == 3)
        {
            problem = "a masked comparison needs its mask: [index,value,SCMP_CMP_MASKED_EQ,mask]; without one it never or always matches";
        }
        else if (!TryNumber(parts[3], out var mask))
        {
            problem = $"the mask '{Cut(parts[3])}' is no decimal, octal (0…) or hexadecimal (0x…) number of 64 bits";
        }
        else
        {
            return new ArgumentTest((int)index, Comparison.EQ, value, mask);
        }
        return null;
    }

    /// <summary>As strtoull(3) with base 0.</summary>
    private static bool TryNumber(string text, out ulong value)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (text.Length < 2 || text[0] != '0')
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < '0' or > '7' || value >> 61 != 0)
                return false;
            value = value << 3 | (uint)(digit - '0');
        }
        return true;
    }

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
