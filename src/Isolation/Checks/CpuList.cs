using System.Globalization;

namespace Orchestrator.Isolation.Checks;

/// <summary>The kernel's list format: <c>0-2,4</c>, also with a stride, <c>0-31:2/4</c> (cpuset(7), "List format").</summary>
internal static class CpuList
{
    public static bool IsValid(string text) =>
        text.Length is > 0 and < 1024 && text.Split(',').All(part => IsRange(part));

    private static bool IsRange(string part)
    {
        var (range, stride) = part.Split(':') switch
        {
            [var whole] => (whole, null),
            [var whole, var every] => (whole, every),
            _ => ("", null),
        };
        if (stride is not null && !(stride.Split('/') is [var used, var group] && IsNumber(used, out var few) && IsNumber(group, out var many) && few <= many && many > 0))
            return false;
        return range.Split('-') switch
        {
            [var one] => stride is null && IsNumber(one, out _),
            [var first, var last] => IsNumber(first, out var low) && IsNumber(last, out var high) && low <= high,
            _ => false,
        };
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
