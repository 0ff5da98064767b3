using System.Globalization;
using System.Text.Json.Serialization;

namespace Orchestrator.Isolation.Spec;

/// <summary>
/// One line of a device policy as devices.allow and devices.deny of cgroup v1 take it
/// (Documentation/admin-guide/cgroup-v1/devices.rst), and as LXC, OCI and Docker write it.
/// </summary>
/// <param name="Kind"><c>a</c> for all devices whatever else is said, <c>b</c> or <c>c</c>.</param>
/// <param name="Major">Null: every one.</param>
/// <param name="Access">Some of r, w and m (mknod).</param>
public sealed record DeviceRuleSpec(bool Allow, char Kind, int? Major, int? Minor, string Access)
{
    [JsonIgnore]
    public bool IsAll => Kind == 'a';

    /// <summary>Reads <c>c 10:229 rwm</c>, <c>b *:* m</c>, <c>a</c>.</summary>
    public static bool TryParse(string text, bool allow, out DeviceRuleSpec? rule)
    {
        rule = null;
        var words = text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words is ["a", ..] && words.Length <= 3)
        {
            rule = new DeviceRuleSpec(allow, 'a', null, null, "rwm");
            return true;
        }
        if (words is not [("b" or "c") and var kind, var numbers, var access] || numbers.Split(':') is not [var major, var minor])
            return false;
        if (!TryNumber(major, out var first) || !TryNumber(minor, out var second) || !IsAccess(access))
            return false;
        rule = new DeviceRuleSpec(allow, kind[0], first, second, access);
        return true;
    }

    public static bool IsAccess(string text) => text.Length is > 0 and <= 3 && text.All(letter => letter is 'r' or 'w' or 'm');

    public override string ToString() => IsAll ? "a" : $"{Kind} {Text(Major)}:{Text(Minor)} {Access}";

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "*";

    private static bool TryNumber(string text, out int? number)
    {
        number = null;
        if (text == "*")
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        number = value;
        return true;
    }
}
