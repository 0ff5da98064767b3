using System.Globalization;
using System.Text.Json;
using Orchestrator.Isolation.Seccomp.Policies.Json;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>Typed values of a profile; what is not of the type is a problem at its place.</summary>
internal sealed class OciValues(JsonText text, ProblemList problems)
{
    private const string KnownActions =
        "SCMP_ACT_ALLOW, SCMP_ACT_ERRNO, SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD, SCMP_ACT_KILL_PROCESS, SCMP_ACT_TRAP, SCMP_ACT_TRACE or SCMP_ACT_LOG";

    public static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";

    public void Error(JsonPart part, string message)
    {
        var (line, column) = text.Place(part.Offset);
        problems.Error(line, column, $"{Cut(part.Path)} {message}");
    }

    public void Warn(JsonPart part, string message)
    {
        var (line, column) = text.Place(part.Offset);
        problems.Warn(line, column, $"{Cut(part.Path)} {message}");
    }

    public IReadOnlyList<JsonPart> Array(JsonPart part)
    {
        if (part.Kind == JsonTokenType.StartArray)
            return part.Items;
        Error(part, "must be an array");
        return [];
    }

    public bool IsObject(JsonPart part)
    {
        if (part.Kind == JsonTokenType.StartObject)
            return true;
        Error(part, "must be an object");
        return false;
    }

    public string? String(JsonPart part)
    {
        if (part.Kind == JsonTokenType.String)
            return part.Text;
        Error(part, "must be a string");
        return null;
    }

    public ulong? Number(JsonPart part, ulong most = ulong.MaxValue)
    {
        if (part.Kind == JsonTokenType.Number
            && ulong.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most)
        {
            return value;
        }
        Error(part, $"must be a whole number from 0 to {most}");
        return null;
    }

    public SeccompAction Action(JsonPart given, JsonPart? errno, JsonPart? errnoName)
    {
        var number = Errno(errno, errnoName);
        switch (String(given))
        {
            case "SCMP_ACT_ALLOW":
                return SeccompAction.Allow;
            case "SCMP_ACT_LOG":
                return SeccompAction.Log;
            case "SCMP_ACT_TRAP":
                return SeccompAction.Trap;
            case "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD":
                return SeccompAction.KillThread;
            case "SCMP_ACT_KILL_PROCESS":
                return SeccompAction.KillProcess;
            case "SCMP_ACT_ERRNO":
                return SeccompAction.Errno(number ?? Kernel.Errno.EPERM);
            case "SCMP_ACT_TRACE":
                return SeccompAction.Trace(number ?? Kernel.Errno.EPERM);
            case "SCMP_ACT_NOTIFY":
                Error(given, "is SCMP_ACT_NOTIFY, which needs a process that answers each call; this engine has none. Use SCMP_ACT_ERRNO or SCMP_ACT_ALLOW");
                break;
            case { } other:
                Error(given, $"'{Cut(other)}' is no action: use {KnownActions}");
                break;
        }
        return SeccompAction.KillProcess;
    }

    private int? Errno(JsonPart? errno, JsonPart? name)
    {
        var number = errno is null ? null : (int?)Number(errno, SeccompAction.MostErrno);
        if (name is null || String(name) is not { Length: > 0 } symbol)
            return number;
        // containers-common writes both; an unknown name beside a number is no harm.
        if (Kernel.Errno.TryParse(symbol, out var named))
        {
            if (number is not null && number != named)
                Error(name, $"is {symbol} ({named}), but the number beside it is {number}");
            return named;
        }
        if (number is null)
            Error(name, $"'{Cut(symbol)}' is no errno name that is known here; give the number");
        return number;
    }
}
