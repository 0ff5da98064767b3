using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class SnapshotTool : Tool
{
    private static readonly ToolOption List = new('L', "list", null, "list all snapshots");
    private static readonly ToolOption Restore = new('r', "restore", "NAME", "restore snapshot NAME, e.g. 'snap0'");
    private static readonly ToolOption NewName = new('N', "newname", "NEWNAME", "NEWNAME for the restored container");
    private static readonly ToolOption Destroy = new('d', "destroy", "NAME", "destroy snapshot NAME, e.g. 'snap0', or ALL");
    private static readonly ToolOption Comment = new('c', "comment", "FILE", "add FILE as a comment");
    private static readonly ToolOption ShowComments = new('C', "showcomments", null, "show snapshot comments");

    public override string Name => "snapshot";

    public override string Summary => "lxc-snapshot snapshots a container";

    public override string Usage => "--name=NAME [-P lxcpath] [-L [-C]] [-c commentfile] [-r snapname [-N newname]]";

    public override IReadOnlyList<ToolOption> Options => [List, Restore, NewName, Destroy, Comment, ShowComments];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined)
            return call.Fail("No such container");
        if (call.Has(List))
            return Print(call, container);
        var done = call.Get(Restore) is { } restored ? container.SnapshotRestore(restored, call.Get(NewName) ?? call.Operands.FirstOrDefault())
            : call.Get(Destroy) is { } gone ? gone == "ALL" ? container.SnapshotDestroyAll() : container.SnapshotDestroy(gone)
            : container.Snapshot(call.Get(Comment)) >= 0;
        return done ? 0 : call.Fail(container);
    }

    private static int Print(ToolCall call, LxcContainer container)
    {
        var known = container.SnapshotList();
        if (known.Count == 0)
            call.Data.WriteLine("No snapshots");
        foreach (var snapshot in known)
        {
            call.Data.WriteLine($"{snapshot.Name} ({snapshot.LxcPath}) {snapshot.Timestamp}");
            if (call.Has(ShowComments) && snapshot.CommentPath is { } file)
                call.Data.Write(File.ReadAllText(file));
        }
        return 0;
    }
}
