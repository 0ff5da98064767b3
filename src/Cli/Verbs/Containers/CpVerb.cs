using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Images.Layers;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class CpVerb : Verb
{
    private static readonly Option Archive = new("--archive", "-a", null, "Keep the owners: their numbers, as they are inside");

    private static readonly Option Follow = new("--follow-link", "-L", null, "Copy what SOURCE leads to when it is a link; links below it stay links");

    public override string Name => "cp";

    public override string Summary => "Copy files between this machine and a container, running or not; - is a tar stream";

    public override string Operands => "SOURCE|CONTAINER:SOURCE|- TARGET|CONTAINER:TARGET|-";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [Archive, Follow];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (source, target) = (CopyPlace.Of(call.Operands[0]), CopyPlace.Of(call.Operands[1]));
        return (source.Container, target.Container) switch
        {
            ({ } name, null) => await OutAsync(call, name, source.Path, target.Path),
            (null, { } name) => await InAsync(call, source.Path, name, target.Path),
            _ => throw Refused(
                source.Container is null ? "Neither of the two is in a container" : "Both are in containers",
                "Write the one in a container as NAME:/PATH, e.g. orch cp web:/etc/hosts . "
                    + "From one container to another: orch cp A:/DIR - | orch cp - B:/DIR"),
        };
    }

    private static async Task<int> InAsync(Invocation call, string source, string name, string target)
    {
        var keep = call.Arguments.Has(Archive);
        if (source == "-")
        {
            var stream = await call.DaemonAsync();
            using var input = new StreamContent(Console.OpenStandardInput());
            return Told(call, Invocation.Take(await stream.Containers.CopyInAsync(name, target, input, keepOwners: true, call.Cancel)));
        }
        var inside = source.EndsWith("/.", StringComparison.Ordinal) || source == ".";
        var called = System.IO.Path.GetFileName(System.IO.Path.GetFullPath(source));
        var path = Real(call, source);
        var isDirectory = Directory.Exists(path) && (inside || new DirectoryInfo(path).LinkTarget is null);
        if (!isDirectory && !File.Exists(path) && new FileInfo(path).LinkTarget is null)
            throw Refused($"There is no {source}", null, ExitCodes.NotSound);
        var daemon = await call.DaemonAsync();
        var found = await LookAsync(call, daemon, name, target);
        var (directory, prefix) = Target(source, isDirectory, inside, target, found, called);
        using var content = inside && prefix is null
            ? new PackContent(Open(path), null, null)
            : new PackContent(Open(System.IO.Path.GetDirectoryName(path) ?? "/"), System.IO.Path.GetFileName(path), prefix);
        return Told(call, Invocation.Take(await daemon.Containers.CopyInAsync(name, directory, content, keep, call.Cancel)));
    }

    /// <summary>Absolute; with -L where a link in the last place leads.</summary>
    private static string Real(Invocation call, string source)
    {
        var path = System.IO.Path.GetFullPath(source);
        if (!call.Arguments.Has(Follow) || new FileInfo(path).LinkTarget is null)
            return path;
        try
        {
            if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && System.IO.Path.Exists(target.FullName))
                return target.FullName;
        }
        catch (IOException)
        {
            // A circle.
        }
        throw Refused($"The link {source} leads to nothing", null, ExitCodes.NotSound);
    }

    private static async Task<int> OutAsync(Invocation call, string name, string source, string target)
    {
        var follow = call.Arguments.Has(Follow) && !source.EndsWith("/.", StringComparison.Ordinal);
        if (target == "-")
            TarOutput.RefuseTerminal(call, toStdout: true, "orch cp CONTAINER:PATH - > FILE");
        var daemon = await call.DaemonAsync();
        if (target == "-")
        {
            using var answer = Invocation.Take(await daemon.Containers.CopyOutAsync(name, source, follow ? LastPart(source) : null, call.Cancel, follow));
            await TarOutput.CopyAsync(call, answer, null);
            return 0;
        }
        var found = Invocation.Take(await daemon.Containers.LookAsync(name, source, call.Cancel));
        var inside = source.EndsWith("/.", StringComparison.Ordinal);
        var there = Directory.Exists(target) ? "directory" : File.Exists(target) || new FileInfo(target).LinkTarget is not null ? "file" : null;
        var view = there is null ? null : new FileView { Path = target, Kind = there, Mode = "" };
        var isDirectory = (follow ? found.LeadsTo ?? found.Kind : found.Kind) == "directory";
        if (follow && found is { Kind: "link", LeadsTo: null })
            throw Refused($"The link {source} leads to nothing in {name}", null, ExitCodes.NotSound);
        var (directory, prefix) = Target(source, isDirectory, inside, target, view, LastPart(source));
        var place = System.IO.Path.GetFullPath(directory);
        if (!Directory.Exists(place))
            throw Refused($"There is no directory {directory}", "Make it first", ExitCodes.NotSound);
        using var body = Invocation.Take(await daemon.Containers.CopyOutAsync(
            name, inside && prefix is not null ? source[..^2] : source, prefix, call.Cancel, follow));
        await using var stream = await body.Content.ReadAsStreamAsync(call.Cancel);
        return await Task.Run(() => Unpack(call, stream, place), call.Cancel);
    }

    private static int Unpack(Invocation call, Stream tar, string place)
    {
        var (uid, gid) = (Unistd.geteuid(), Unistd.getgid());
        var keep = call.Arguments.Has(Archive);
        using var root = Open(place);
        UnpackOutcome outcome;
        try
        {
            outcome = LayerUnpacker.UnpackInto(tar, root, ".", place, new UnpackLimits
            {
                Whiteouts = false, KeepKinds = true, Sync = false, DropPrivileges = true, DiskReserve = 0, Bytes = long.MaxValue / 4,
                Uid = keep ? null : _ => uid, Gid = keep ? null : _ => gid,
            }, call.Cancel);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw Refused("The copy is not whole", $"The stream of the daemon broke off: {error.Message}", ExitCodes.Engine);
        }
        if (outcome.Layer is { } copied)
            return Told(call, new CopiedView { LeftOut = copied.LeftOut, LeftOutExamples = copied.LeftOutExamples });
        throw Refused("The copy is not whole", outcome.Problem!.Text, ExitCodes.Engine);
    }

    /// <summary>The rules of cp(1) and docker cp: into a directory that is there, else as the name that is not.</summary>
    private static (string Directory, string? Prefix) Target(
        string source, bool isDirectory, bool inside, string target, FileView? found, string name)
    {
        if (found is { } at && (at.Kind == "directory" || at.LeadsTo == "directory"))
            return (target, inside ? null : name);
        if (found is not null && isDirectory)
            throw Refused($"{target} is a file, and {source} is a directory", "Give a directory, or a name that is not there yet", ExitCodes.NotSound);
        if (target.EndsWith('/') && !isDirectory)
            throw Refused($"There is no directory {target}", "Make it first", ExitCodes.NotSound);
        var trimmed = target.TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        return (slash < 0 ? "." : slash == 0 ? "/" : trimmed[..slash], trimmed[(slash + 1)..]);
    }

    private static async Task<FileView?> LookAsync(Invocation call, OrchClient daemon, string name, string path)
    {
        var result = await daemon.Containers.LookAsync(name, path, call.Cancel);
        // A container that is not there has another exit code than a file that is not.
        return result.Problem is { Status: 404, ExitCode: ExitCodes.NotSound } ? null : Invocation.Take(result);
    }

    private static DirectoryHandle Open(string path) => DirectoryHandle.TryOpen(path, out var errno)
        ?? throw Refused($"{path} cannot be opened", Errno.Describe(errno), ExitCodes.NotSound);

    private static string LastPart(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(part => part != ".") ?? "root";

    private static int Told(Invocation call, CopiedView copied)
    {
        foreach (var line in copied.LeftOutExamples)
            call.Note($"orch: left out: {line}");
        if (copied.LeftOut > copied.LeftOutExamples.Count)
            call.Note($"orch: left out: {copied.LeftOut - copied.LeftOutExamples.Count} more");
        return 0;
    }

    private static ProblemException Refused(string title, string? next, int code = ExitCodes.Usage) =>
        new(new Problem { Title = title, Next = next, ExitCode = code });
}
