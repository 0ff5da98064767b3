using Orchestrator.Cli.Parsing;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgset(1) does.</summary>
internal sealed class CgroupSetVerb : Verb
{
    private static readonly Option Variable = new("--variable", "-r", "PARAMETER=VALUE", "Set it in each PATH") { Repeats = true };
    private static readonly Option CopyFrom = new("--copy-from", null, "PATH", "Set everything as it is in that group");
    private static readonly Option Recursive = new("--recursive", "-R", null, "Also in the groups below");

    public override string Name => "cgroup set";

    public override string Summary => "Write parameters of cgroups (cgset), e.g. memory.max=64M";

    public override string Operands => "[PATH] PARAMETER=VALUE... | -r PARAMETER=VALUE... PATH... | --copy-from PATH PATH...";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Groups, CgroupPlaces.Of, Variable, CopyFrom, Recursive];

    public override async Task<int> RunAsync(Invocation call)
    {
        var mounted = CgroupTree.Mounted();
        var given = call.Arguments;
        if (given.Get(CopyFrom) is { } source)
        {
            if (given.Has(Variable))
                throw new UsageException("--copy-from and -r exclude each other", Name);
            var from = CgroupOperand.Parse(source, mounted, Name);
            CgroupPlaces.Existing(from.Directories, source);
            foreach (var target in CgroupPlaces.All(call, Name))
                Copy(from, target);
            return 0;
        }
        if (given.All(Variable) is { Count: > 0 } variables)
        {
            foreach (var operand in given.Get(CgroupPlaces.Of) is null ? CgroupPlaces.All(call, Name) : [])
                Set(variables, CgroupPlaces.Existing(operand.Directories, operand.Path), given.Has(Recursive));
            if (given.Get(CgroupPlaces.Of) is not null)
                Set(variables, (await CgroupPlaces.FindAsync(call, Name)).Places, given.Has(Recursive));
            return 0;
        }
        var (places, pairs) = await CgroupPlaces.FindAsync(call, Name);
        if (pairs.Count == 0)
            throw new UsageException("a PARAMETER=VALUE is wanted, such as memory.max=64M", Name);
        Set(pairs, places, given.Has(Recursive));
        return 0;
    }

    /// <summary>All are looked at before the first is written.</summary>
    private void Set(IReadOnlyList<string> pairs, IReadOnlyList<(CgroupTree Tree, string Directory)> places, bool recursive)
    {
        var writes = pairs.SelectMany(pair => Writes(pair, places, recursive)).ToArray();
        foreach (var (file, value) in writes)
            CgroupFile.Write(file, value);
    }

    private IEnumerable<(string File, string Value)> Writes(string pair, IReadOnlyList<(CgroupTree Tree, string Directory)> places, bool recursive)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new UsageException($"PARAMETER=VALUE is wanted, such as memory.max=64M, not '{pair}'", Name);
        var name = pair[..equals];
        if (name.Contains('/', StringComparison.Ordinal))
            throw new UsageException($"'{name}' is no parameter but a path", Name);
        foreach (var (_, directory) in places)
        {
            if (!File.Exists($"{directory}/{name}"))
                continue;
            var groups = recursive ? Directory.GetDirectories(directory, "*", SearchOption.AllDirectories).Prepend(directory) : [directory];
            return groups.Select(group => $"{group}/{name}").Where(File.Exists).Select(file => (file, pair[(equals + 1)..]));
        }
        throw new UsageException(
            $"the cgroup has no parameter {name}; orch cgroup get lists what it has ({string.Join(", ", places.Select(place => place.Directory))})", Name);
    }

    /// <summary>
    /// Files of controllers that can be read and written, and say something else in the target. What the kernel does not
    /// take back as it gives it, such as a counter, is left; a second round sets what depends on another.
    /// </summary>
    private static void Copy(CgroupOperand from, CgroupOperand to)
    {
        var refused = new List<SystemCallException>();
        foreach (var (tree, directory) in to.Directories)
        {
            var source = from.Directories.FirstOrDefault(place => place.Tree.MountPoint == tree.MountPoint).Directory;
            if (source is null || !Directory.Exists(source) || !Directory.Exists(directory))
                continue;
            var files = Directory.GetFiles(source).Select(path => Path.GetFileName(path))
                .Where(file => !file.StartsWith("cgroup.", StringComparison.Ordinal) && file is not ("tasks" or "notify_on_release" or "release_agent")
                    && (File.GetUnixFileMode($"{source}/{file}") & UnixFileMode.UserWrite) != 0);
            var left = files.Where(file => !TryCopy(source, directory, file, null)).ToArray();
            foreach (var file in left)
                TryCopy(source, directory, file, refused);
        }
        if (refused.Count > 0)
            throw refused[0];
    }

    private static bool TryCopy(string source, string target, string file, List<SystemCallException>? refused)
    {
        if (CgroupFile.TryRead($"{source}/{file}")?.TrimEnd('\n') is not { Length: > 0 } value || CgroupFile.TryRead($"{target}/{file}")?.TrimEnd('\n') == value)
            return true;
        try
        {
            foreach (var line in value.Split('\n'))
                CgroupFile.Write($"{target}/{file}", line);
            return true;
        }
        // A counter can be reset and no more; only a file whose present value it takes is a setting.
        catch (SystemCallException failure) when (failure.Number is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.EPERM or Errno.EACCES)
        {
            return false;
        }
        catch (SystemCallException failure)
        {
            refused?.Add(failure);
            return false;
        }
    }
}
