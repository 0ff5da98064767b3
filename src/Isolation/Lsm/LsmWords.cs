using System.Globalization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lsm;

/// <summary>
/// Options of mandatory access control as users write them after <c>--security-opt</c>: <c>apparmor=NAME</c>,
/// <c>apparmor.allow-nesting</c>, <c>apparmor.allow-incomplete</c>, <c>apparmor.raw=RULE</c>, <c>label=disable</c>,
/// <c>label=user|role|type|level|filetype:VALUE</c>, <c>landlock.ro|rx|rw|rwx=PATH[:PATH]</c>,
/// <c>landlock.bind|connect=PORT[,PORT]|none</c>, <c>landlock.scope=abstract-unix,signal</c>.
/// </summary>
public static class LsmWords
{
    public const string Known = "apparmor=NAME|generated|unconfined|unchanged, apparmor.allow-nesting, apparmor.allow-incomplete, apparmor.raw=RULE, "
        + "label=disable, label=user|role|type|level|filetype:VALUE, landlock.ro|rx|rw|rwx=PATH[:PATH], landlock.bind|connect=PORT[,PORT]|none, "
        + "landlock.scope=abstract-unix,signal";

    /// <summary>The security with the options; on a problem as far as it came.</summary>
    public static SecuritySpec Apply(SecuritySpec security, IEnumerable<string> words, out string? problem)
    {
        problem = null;
        foreach (var word in words)
        {
            var (name, value) = word.IndexOf('=') is var equals and >= 0 ? (word[..equals], word[(equals + 1)..]) : (word, "");
            security = name switch
            {
                "apparmor" or "apparmor.allow-nesting" or "apparmor.allow-incomplete" or "apparmor.raw" =>
                    security with { AppArmor = AppArmor(security.AppArmor ?? new AppArmorSpec(), name, value, ref problem) },
                "label" => security with { Selinux = Label(security.Selinux ?? new SelinuxSpec(), value, ref problem) },
                _ when name.StartsWith("landlock.", StringComparison.Ordinal) =>
                    security with { Landlock = Landlock(security.Landlock ?? new LandlockSpec(), name["landlock.".Length..], value, ref problem) },
                _ => Unknown(security, ref problem),
            };
            if (problem is not null)
            {
                problem = $"The security option '{word}' {problem}";
                return security;
            }
        }
        return security;
    }

    private static AppArmorSpec AppArmor(AppArmorSpec spec, string name, string value, ref string? problem)
    {
        switch (name)
        {
            case "apparmor" when value.Length > 0:
                return spec with { Profile = value == "generated" ? null : value };
            case "apparmor.raw" when value.Length > 0:
                return spec with { Raw = [.. spec.Raw ?? [], value] };
            case "apparmor.allow-nesting" when Flag(value) is { } nesting:
                return spec with { AllowNesting = nesting };
            case "apparmor.allow-incomplete" when Flag(value) is { } incomplete:
                return spec with { AllowIncomplete = incomplete };
            default:
                return Unknown(spec, ref problem);
        }
    }

    private static SelinuxSpec Label(SelinuxSpec spec, string value, ref string? problem)
    {
        if (value is "disable" or "disabled")
            return spec with { Disabled = true };
        var (part, text) = value.IndexOf(':') is var colon and > 0 ? (value[..colon], value[(colon + 1)..]) : (value, "");
        return part switch
        {
            _ when text.Length == 0 => Unknown(spec, ref problem),
            "user" => spec with { User = text },
            "role" => spec with { Role = text },
            "type" => spec with { Type = text },
            "level" => spec with { Level = text },
            "filetype" => spec with { FileType = text },
            _ => Unknown(spec, ref problem),
        };
    }

    private static LandlockSpec Landlock(LandlockSpec spec, string name, string value, ref string? problem)
    {
        if (value.Length == 0)
            return Unknown(spec, ref problem);
        switch (name)
        {
            case "ro" or "rx" or "rw" or "rwx":
                return spec with { Paths = [.. spec.Paths ?? [], .. value.Split(':').Select(path => new LandlockPath(name, path))] };
            case "bind" when Ports(value) is { } ports:
                return spec with { Bind = [.. spec.Bind ?? [], .. ports] };
            case "connect" when Ports(value) is { } ports:
                return spec with { Connect = [.. spec.Connect ?? [], .. ports] };
            case "scope":
                return spec with { Scopes = [.. spec.Scopes ?? [], .. value.Split(',')] };
            default:
                return Unknown(spec, ref problem);
        }
    }

    private static List<int>? Ports(string value)
    {
        var ports = new List<int>();
        foreach (var text in value == "none" ? [] : value.Split(','))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                return null;
            ports.Add(port);
        }
        return ports;
    }

    private static bool? Flag(string value) => value switch { "" or "true" => true, "false" => false, _ => null };

    private static T Unknown<T>(T spec, ref string? problem)
    {
        problem = $"is not known or has no such value; known are {Known}.";
        return spec;
    }
}
