using System.Globalization;
using Orchestrator.Formats.Lxc.Values;

namespace Orchestrator.Formats.Lxc.Keys;

/// <summary>The kinds of values, judged as liblxc does when it loads a configuration.</summary>
internal static class LxcTypes
{
    /// <summary>IFNAMSIZ with its NUL (netdevice(7)).</summary>
    private const int InterfaceNameBytes = 16;

    public static readonly LxcType Text = new("text", _ => null);
    public static readonly LxcType Path = new("path", _ => null);
    public static readonly LxcType Command = new("command", _ => null);
    public static readonly LxcType Words = new("words", _ => null);
    public static readonly LxcType Account = new("id or name", value =>
        value[0] is '-' or '+' ? $"'{value}' is neither an id nor a name" : null);
    public static readonly LxcType Groups = new("ids, separated by commas", value =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries).All(part => uint.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? null
            : $"'{value}' is no list of group ids such as 10,20");
    public static readonly LxcType Capabilities = new("capabilities", value => LxcCapabilities.Check(value, none: false));
    public static readonly LxcType CapabilitiesOrNone = new("capabilities, or none", value => LxcCapabilities.Check(value, none: true));
    public static readonly LxcType Nothing = new("empty", _ => null);
    public static readonly LxcType Environment = new("NAME=VALUE, or NAME for the caller's value", _ => null);
    public static readonly LxcType Flag = new("0 or 1", value => value is "0" or "1" ? null : $"'{value}' is not 0 or 1");
    public static readonly LxcType Number = new("number", value =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"'{value}' is no number");
    public static readonly LxcType Integer = new("number", value =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : $"'{value}' is no number");
    public static readonly LxcType Size = new("size", value => LxcSize.TryParse(value, out _) ? null : $"'{value}' is no size such as 64M");
    public static readonly LxcType SizeOrAuto = new("size or auto", value =>
        value == "auto" || LxcSize.TryParse(value, out _) ? null : $"'{value}' is no size such as 128K, nor auto");
    public static readonly LxcType Signal = new("signal", value =>
        LxcSignal.TryParse(value, out _) ? null : $"'{value}' is no signal; write SIGTERM, 15 or SIGRTMIN+3");
    public static readonly LxcType DeathSignal = new("signal or 0", value =>
        value == "0" || LxcSignal.TryParse(value, out _) ? null : $"'{value}' is no signal; write SIGKILL, or 0 for none");
    public static readonly LxcType Duration = new("duration", value =>
        LxcDuration.TryParse(value, out _) ? null : $"'{value}' is no duration; write a number with h, m, s, ms, us or ns");
    public static readonly LxcType Arch = new("architecture", value =>
        LxcArch.Find(value) is not null ? null : $"'{value}' is no architecture that LXC knows");
    public static readonly LxcType Idmap = new("u|g INSIDE OUTSIDE COUNT", value => LxcIdmap.TryParse(value, out _, out var bad) ? null : bad);
    public static readonly LxcType MountAuto = new("words", value => LxcMountAuto.Check(value));
    public static readonly LxcType Namespaces = new("namespaces", value => LxcNamespaces.Check(value));
    public static readonly LxcType Prlimit = new("SOFT[:HARD]", value => LxcPrlimit.TryParse(value, out _, out var bad) ? null : bad);
    public static readonly LxcType LogLevel = new("level", value => LxcLogLevel.IsKnown(value) ? null : $"'{value}' is no log level");
    public static readonly LxcType Syslog = Choice(
        "daemon", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7");
    public static readonly LxcType Interface = new("interface name", value =>
        value.Length < InterfaceNameBytes ? null : $"'{value}' has more than {InterfaceNameBytes - 1} characters");
    public static readonly LxcType Address4 = new("ADDRESS[/LENGTH]", value => LxcAddress.Check(value, six: false));
    public static readonly LxcType Address6 = new("ADDRESS[/LENGTH]", value => LxcAddress.Check(value, six: true));
    public static readonly LxcType Gateway4 = new("ADDRESS, auto or dev", value => LxcAddress.CheckGateway(value, six: false));
    public static readonly LxcType Gateway6 = new("ADDRESS, auto or dev", value => LxcAddress.CheckGateway(value, six: true));
    public static readonly LxcType VlanId = new("0 to 4094", value =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= 4094 ? null : $"'{value}' is no VLAN id");
    public static readonly LxcType VlanIdOrNone = new("0 to 4094, or none", value => value == "none" ? null : VlanId!.Check(value));
    public static readonly LxcType NetType = Choice("empty", "none", "veth", "vlan", "macvlan", "ipvlan", "phys");

    public static LxcType Choice(params string[] words) => new(
        string.Join(", ", words), value => words.Contains(value) ? null : $"'{value}' is none of {string.Join(", ", words)}");
}
