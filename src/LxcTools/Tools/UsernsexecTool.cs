using System.Globalization;
using Orchestrator.Kernel.Headers;
using Orchestrator.LxcTools.Parsing;
using Orchestrator.LxcTools.Unsharing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class UsernsexecTool : Tool
{
    private const ulong Users = 0x1000_0000, Mounts = 0x0002_0000;

    private static readonly ToolOption Map = new('m', "map", "TYPE:INSIDE:OUTSIDE:COUNT", "map ids; TYPE is u for users, g for groups, b for both. The default is the caller's ranges of /etc/subuid and /etc/subgid");
    private static readonly ToolOption Self = new('s', "self", null, "map the caller's own ids besides, to the same ids");
    private static readonly ToolOption ShortHelp = new('h', "usage-help", null, "Give this help list");

    public override string Name => "usernsexec";

    public override string Summary => "lxc-usernsexec runs a command as root of a new user namespace";

    public override string Usage => "[-m uid-map]... [-s] -- [command [arg ...]]";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [Map, Self, ShortHelp];

    public override int Run(ToolCall call)
    {
        if (call.Has(ShortHelp))
        {
            call.Data.Write(HelpText.Of(this, Options));
            return 0;
        }
        List<IdMapping> users = [], groups = [];
        foreach (var text in call.All(Map))
            Add(text, users, groups);
        if (users.Count == 0 && groups.Count == 0)
        {
            users.AddRange(SubordinateIds.OfCaller("/etc/subuid"));
            groups.AddRange(SubordinateIds.OfCaller("/etc/subgid"));
            if (users.Count == 0 || groups.Count == 0)
                return call.Fail("Failed to find subuid or subgid allocation");
        }
        if (call.Has(Self))
        {
            users.Add(new IdMapping(Unistd.geteuid(), Unistd.geteuid(), 1));
            groups.Add(new IdMapping(Unistd.getegid(), Unistd.getegid(), 1));
        }
        var order = new UnshareOrder(Users | Mounts, call.Operands.Count > 0 ? call.Operands : [Environment.GetEnvironmentVariable("SHELL") is { Length: > 0 } shell ? shell : "/bin/sh"])
        {
            User = Root(users),
            Group = Root(groups),
            Prepare = pid => IdMapping.Write(pid, users, groups),
        };
        call.Data.Flush();
        return Unsharer.Start(order, out var pid) is { } problem ? call.Fail(problem) : WaitStatus.Code(Unsharer.WaitStatusOf(pid));
    }

    /// <summary>Root inside, if there is one.</summary>
    private static uint? Root(List<IdMapping> maps) => maps.Exists(map => map.Inside == 0) ? 0u : null;

    private static void Add(string text, List<IdMapping> users, List<IdMapping> groups)
    {
        var fields = text.Split(':');
        if (fields.Length != 4 || fields[0] is not ("u" or "g" or "b") || Number(fields[1]) is not { } inside || Number(fields[2]) is not { } outside
            || Number(fields[3]) is not (> 0 and var count))
            throw new UsageException($"'{text}' is no map; it is [u|g|b]:INSIDE:OUTSIDE:COUNT");
        if (fields[0] != "g")
            users.Add(new IdMapping(inside, outside, count));
        if (fields[0] != "u")
            groups.Add(new IdMapping(inside, outside, count));
    }

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
