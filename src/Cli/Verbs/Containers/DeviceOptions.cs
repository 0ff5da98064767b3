using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>--device HOST[:PATH][:rwm]</c>, as Docker takes it.</summary>
internal static class DeviceOptions
{
    public static DeviceRequest Read(string text)
    {
        var parts = text.Split(':');
        var (source, target, access) = parts switch
        {
            [var only] => (only, null, null),
            [var from, var second] when IsAccess(second) => (from, null, second),
            [var from, var to] => (from, to, null),
            [var from, var to, var may] when IsAccess(may) => (from, to, may),
            _ => ("", (string?)null, (string?)null),
        };
        if (source.Length == 0 || (target is not null && !target.StartsWith('/')))
            throw new UsageException($"--device wants HOST, HOST:PATH or HOST:PATH:rwm, not '{text}'");
        return new DeviceRequest { Source = Path.GetFullPath(source), Target = target, Access = access ?? "rwm" };
    }

    private static bool IsAccess(string text) => text.Length is > 0 and <= 3 && text.All(letter => letter is 'r' or 'w' or 'm');
}
