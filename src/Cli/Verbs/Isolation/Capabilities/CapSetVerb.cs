using Microsoft.Win32.SafeHandles;
using Orchestrator.Cli.Parsing;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Cli.Verbs.Isolation.Capabilities;

/// <summary>What setcap(8) does; with the caller's rights, without a daemon.</summary>
internal sealed class CapSetVerb : Verb
{
    private static readonly Option Remove = new("--remove", "-r", null, "Take all capabilities away; no CAPABILITIES are given then");
    private static readonly Option Verify = new("--verify", "-v", null, "Change nothing; exit 1 unless the files have exactly these");
    private static readonly Option RootId = new("--rootid", "-n", "UID", "Only for the user namespace whose root is this host uid (version 3)");

    public override string Name => "cap set";

    public override string Summary => "Give capabilities to files (setcap), e.g. cap_net_raw=ep";

    public override string Operands => "CAPABILITIES FILE...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Remove, Verify, RootId];

    public override Task<int> RunAsync(Invocation call)
    {
        var remove = call.Arguments.Has(Remove);
        var files = call.Operands.Skip(remove ? 0 : 1).ToArray();
        if (files.Length == 0)
            throw new UsageException("a FILE is wanted", Name);
        var wanted = remove ? null : Wanted(call.Operands[0], call.Arguments.Integer(RootId, 0, int.MaxValue));
        var attribute = new ExtendedAttribute(FileCapabilities.Attribute);
        var code = 0;
        foreach (var path in files)
        {
            try
            {
                if (call.Arguments.Has(Verify))
                    code |= Compare(call, attribute, path, wanted);
                else
                    Change(attribute, path, wanted);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                call.Note($"orch: {error.Message}");
                code = 1;
            }
        }
        return Task.FromResult(code);
    }

    private static FileCapabilities Wanted(string text, int? rootId)
    {
        if (!CapabilityText.TryParse(text, out var sets, out var problem))
            throw new UsageException(problem!, "cap set");
        // A file has one flag for all of them (capabilities(7)).
        if (sets.Effective != 0 && sets.Effective != (sets.Permitted | sets.Inheritable))
        {
            throw new UsageException(
                $"'{text}': a file's effective set is either empty or all of the permitted and inheritable ones together", "cap set");
        }
        return new FileCapabilities(sets.Permitted, sets.Inheritable, sets.Effective != 0, (uint?)rootId);
    }

    private static void Change(ExtendedAttribute attribute, string path, FileCapabilities? wanted)
    {
        // By descriptor: what is changed is what was looked at, and no link.
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, 0);
        if (fd < 0)
            throw new SystemCallException("open", System.Runtime.InteropServices.Marshal.GetLastPInvokeError(), $"Opening {path}");
        using var file = new SafeFileHandle(fd, ownsHandle: true);
        if (SysStat.statx(fd, "", Fcntl.AT_EMPTY_PATH, SysStat.STATX_BASIC_STATS, out var status) != 0
            || (status.stx_mode & SysStat.S_IFMT) != SysStat.S_IFREG)
        {
            throw new IOException($"{path} is no regular file: only such ones are executed");
        }
        if (wanted is null)
            attribute.Remove(file, path);
        else
            attribute.Set(file, path, wanted.ToBytes());
    }

    private static int Compare(Invocation call, ExtendedAttribute attribute, string path, FileCapabilities? wanted)
    {
        var held = attribute.Get(path) is { } value ? FileCapabilities.Parse(value) : null;
        var same = held == wanted;
        var text = held is null ? "none" : CapabilityText.Format(CapGetVerb.Triple(held)) + (held.RootId is { } root ? $" [rootid={root}]" : "");
        call.Out.Write($"{path}: {(same ? "OK" : $"differs: {text}")}\n");
        return same ? 0 : 1;
    }
}
