using Orchestrator.Formats.Lxc.Monitors;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>Answers about the groups of one container.</summary>
internal sealed class LxcCgroupAnswers(ContainerRuntime runtime, Guid id)
{
    // Of statfs(2): who gets a directory looks by it which version it is.
    private const int MagicV1 = 0x27e0eb, MagicV2 = 0x63677270;

    private int Layout => runtime.Features.Layout switch
    {
        CgroupLayout.V2 => 2,
        CgroupLayout.Hybrid => 1,
        _ => 0,
    };

    /// <summary>Where it is in the hierarchy of a controller; no answer where it has no group of its own there.</summary>
    public LxcReply Path(string? controller) => With(controller, static found => LxcReply.Text(found.Path), LxcReply.HangUp);

    public LxcReply Directory(LxcRequest request)
    {
        if (LxcCgroupPlace.Controller(request.Data) is not { } controller)
            return LxcReply.Refused(Errno.EINVAL);
        var layout = Layout;
        return With(
            controller,
            found => new LxcReply(0)
            {
                Data = LxcCgroupPlace.Answer(request.Data, layout, found.IsV2 ? MagicV2 : MagicV1),
                Descriptors = [Descriptor.Duplicate(found.Directory.Number)],
            },
            LxcReply.Refused(Errno.EINVAL));
    }

    /// <summary>Also where v1 does the rest: its freezer is that of every container of the engine.</summary>
    public LxcReply Unified()
    {
        var groups = runtime.OpenCgroups(id);
        try
        {
            return groups.FirstOrDefault(group => group.IsV2) is { } found
                ? new LxcReply(0) { Descriptors = [Descriptor.Duplicate(found.Directory.Number)] }
                : LxcReply.Refused(Errno.EINVAL);
        }
        finally
        {
            Close(groups);
        }
    }

    public LxcReply Context(LxcRequest request)
    {
        if (request.Data.Length != LxcCgroupContext.Size)
            return LxcReply.Refused(Errno.EINVAL);
        var groups = runtime.OpenCgroups(id);
        if (groups.Count is > 0 and <= LxcCgroupContext.MostDescriptors)
            return new LxcReply(0) { Data = LxcCgroupContext.Make(Layout, groups.Count), Descriptors = [.. groups.Select(group => group.Directory)] };
        Close(groups);
        return LxcReply.Refused(Errno.ENOENT);
    }

    private LxcReply With(string? controller, Func<OpenedCgroup, LxcReply> answer, LxcReply without)
    {
        var groups = runtime.OpenCgroups(id);
        try
        {
            return groups.FirstOrDefault(group => controller is not null && group.Controllers.Contains(controller)) is { } found ? answer(found) : without;
        }
        finally
        {
            Close(groups);
        }
    }

    private static void Close(IReadOnlyList<OpenedCgroup> groups)
    {
        foreach (var group in groups)
            group.Dispose();
    }
}
